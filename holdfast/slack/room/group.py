"""The user group of a programme holds who is on now (R3): compared, and written only where it differs.

What somebody changed in Slack is not silently undone: the leads adopt or restore it. What Slack does
not let us do is said once, with the list to paste.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, SectionBlock

from holdfast.journal.actions import hasten
from holdfast.journal.channels import Later
from holdfast.journal.models import Event
from holdfast.kernel.period import instant, local_date
from holdfast.people.models import Person, Programme
from holdfast.people.queries import actor, names, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation import groups
from holdfast.rotation.rules.reconcile import GroupSaid
from holdfast.slack import client
from holdfast.slack.answers import say
from holdfast.slack.calls import Call, on_click, on_event
from holdfast.slack.errors import Denied, Gone, Limited, Refused, Trouble
from holdfast.slack.home import section
from holdfast.slack.models import Account, Group, Room
from holdfast.slack.room import actions, group_facts
from holdfast.slack.room.group_people import Wanted, forget_gone, names_of, wanted
from holdfast.slack.room.reconcilers import is_busy, keep, key_of
from holdfast.slack.rules.group import NOT_THEIRS, Step, Users, refusal, step
from holdfast.slack.text import said
from holdfast.slack.verbs import Verb, on_told

NAME = "group"
# A change by hand that Slack did not tell us of is noticed so late.
_LOOK_EVERY = timedelta(minutes=30)
_AT_ONCE = timedelta(seconds=1)

# What can change who is on, or who that is in Slack.
_STIRS = frozenset(
    {
        *("room.chosen", "plan.published", "table.imported", "policy.changed", "people.imported"),
        *("person.deactivated", "person.reactivated", "person.changed", "person.added"),
        *("slack.linked", "slack.unlinked", "group.restored", "swap.taken", "swap.untaken"),
        *("window.changed", "window.dropped", "window.taken_up", "windows.opened"),
    }
)


class GroupReconciler:
    name = NAME

    def keeps(self, room: Room) -> bool:
        return bool(room.group_id)

    def stirs(self, kind: str) -> bool:
        return kind in _STIRS or kind.startswith("seat.")

    def look(self, room: Room, *, at: datetime) -> Later:
        now = wanted(room.programme, at=at)
        group = group_facts.note_wanted(room, now, at=at)
        try:
            found = client.ask("usergroups_users_list", at=at, usergroup=room.group_id)
        except (Denied, Gone, Refused) as error:
            words = refusal(error.code)
            group_facts.note_refused(room, words, wanted=None, on=now.users, at=at)
            return Later(_next(room.programme, at=at), words)
        there: Users = tuple(sorted(found.get("users", [])))
        does = step(now.users, there, group_facts.known(group), at=at)
        if again := _did(does, room, group, now, there, at=at):
            return Later(again, f"Once more: {does}.")
        return Later(_next(room.programme, at=at), f"Looked at: {does}.")


def _did(
    does: Step, room: Room, group: Group, now: Wanted, there: Users, *, at: datetime
) -> datetime | None:
    """Does a step; when to look again where that is soon."""
    match does:
        case Step.WELL:
            group_facts.note_well(room, there, at=at)
        case Step.WRITE:
            return _write(room, there, now, at=at)
        case Step.EMPTY:
            group_facts.note_seen(room, there, at=at)
            group_facts.note_empty(room, at=at)
        case Step.DRIFTED:
            if not group_facts.note_drift(room, there, now, seen=group, at=at):
                return at + _AT_ONCE
        case Step.SETTLES:
            return (group.written_at or at) + timedelta(minutes=2)
        case Step.WAITS | Step.HELD | Step.REFUSED:
            group_facts.note_seen(room, there, at=at)
    return None


def _write(room: Room, there: Users, now: Wanted, *, at: datetime) -> datetime | None:
    try:
        client.ask(
            "usergroups_users_update", at=at, usergroup=room.group_id, users=",".join(now.users)
        )
    except Trouble as error:
        if error.code in NOT_THEIRS and forget_gone(now.users, at=at):
            return at + _AT_ONCE
        if not isinstance(error, (Denied, Gone, Refused)):
            raise
        group_facts.note_seen(room, there, at=at)
        words = refusal(error.code)
        group_facts.note_refused(room, words, wanted=now.users, on=now.users, at=at)
        return None
    group_facts.note_written(room, there, now.users, at=at)
    return None


def _next(programme: Programme, *, at: datetime) -> datetime:
    """When who is on can change by itself: at the next midnight or handover hour; half an hour at most."""
    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    changes = (
        instant(day, clock, policy.zone)
        for day in (today, today + timedelta(days=1))
        for clock in (time(), time(policy.handover_hour))
    )
    return min([at + _LOOK_EVERY, *(each for each in changes if each > at)])


keep(GroupReconciler())


# What Slack says of it.


def _rooms_of(event: dict[str, Any]) -> list[Room]:
    """Those whose group an event is about; one names it, the other brings all of it."""
    group = event.get("subteam_id") or (event.get("subteam") or {}).get("id") or ""
    return list(Room.objects.filter(group_id=group)) if group else []


def _ours(event: dict[str, Any]) -> bool:
    return bool(_rooms_of(event))


@on_event("subteam_members_changed", wants=_ours)
@on_event("subteam_updated", wants=_ours)
def changed(call: Call) -> None:
    """Somebody changed it, perhaps we: it is looked at, and what is seen then counts."""
    for room in _rooms_of(call.event):
        key = key_of(NAME, room.pk)
        if not hasten(key, at=call.at) and is_busy(key):
            raise Limited("the group", call.at + timedelta(seconds=2))


# What the leads decide.

_ADOPT, _RESTORE = "group.adopt", "group.restore"


def _verbs(room_id: int) -> list[Verb]:
    return [
        Verb(_RESTORE, "Restore", str(room_id), style="primary"),
        Verb(_ADOPT, "Adopt", str(room_id)),
    ]


@on_told("group.drifted")
def _drifted(
    event: Event,
    person: Person,
    reader: str,  # noqa: ARG001
    known: dict[str, Any],  # noqa: ARG001
) -> Iterator[Verb]:
    if may(actor(person, via="slack"), "group.settle"):
        yield from _verbs(int(event.subject.partition("-")[2]))


@on_click(_ADOPT)
def adopt(call: Call) -> None:
    actions.adopt_group(room_id=int(call.value), by=call.actor, at=call.at)
    say(call, "The group stays as it is until who is on changes.")


@on_click(_RESTORE)
def restore(call: Call) -> None:
    actions.restore_group(room_id=int(call.value), by=call.actor, at=call.at)
    say(call, "The group is put back to who is on now.")


@section(61)
def health(person: Person, at: datetime) -> list[Block]:  # noqa: ARG001 - as every section
    """For the leads: what is not as it should be with the group; nothing where all is well."""
    if not may(actor(person, via="slack"), "group.settle"):
        return []
    return [
        block
        for group in Group.objects.select_related("room").order_by("pk")
        for block in _health(group)
    ]


def _health(group: Group) -> list[Block]:
    lines = trouble_of(group)
    if not lines:
        return []
    title = f"*Slack group @{said(group.room.group_handle)}*"
    blocks: list[Block] = [SectionBlock(text="\n".join([title, *(said(each) for each in lines)]))]
    if group.drift is not None:
        blocks.append(
            ActionsBlock(
                elements=[
                    verb.button(at=f"group.{group.room_id}") for verb in _verbs(group.room_id)
                ]
            )
        )
    return blocks


def trouble_of(group: Group) -> list[str]:
    """What somebody should know of it, in sentences."""
    lines: list[str] = []
    if group.stand_in:
        why = group.get_stand_in_display()
        lines.append(f"It holds the leads, as {why}.")
    if group.unmapped:
        who = ", ".join(sorted(str(each) for each in names(group.unmapped).values()))
        lines.append(f"On, and not known in Slack, so not in it: {who}.")
    if group.refused:
        lines.append(group.refused)
    if group.drift is not None:
        in_it = ", ".join(names_of(group.drift))
        lines.append(f"Somebody changed it in Slack; it holds {in_it}. Adopt that, or restore it.")
    elif group.held is not None and group.held == group.members:
        lines.append("It is kept as somebody changed it in Slack, until who is on changes.")
    return lines


# What the rotation compares (R37).


class SlackGroup:
    """The group as the edge last saw it; leads who stand in are no difference."""

    def members(
        self,
        programme: Programme,
        *,
        at: datetime,  # noqa: ARG002 - it is what was last seen
    ) -> GroupSaid | None:
        if not client.is_on():
            return None
        rows = Group.objects.select_related("room").filter(room__programme=programme)
        group = rows.exclude(seen_at=None).first()
        if group is None or group.seen_at is None:
            return None
        users = set() if group.stand_in and group.members == group.written else set(group.members)
        found = Account.objects.filter(user_id__in=users)
        return GroupSaid(
            logins=frozenset(found.values_list("person__login", flat=True)),
            at=group.seen_at,
            notes=tuple(trouble_of(group)),
            waits=group.drift is not None,
        )


groups.register(SlackGroup())
