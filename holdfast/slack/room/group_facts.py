"""What a look at a user group came to, written down with what must be said about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.journal.queries import used
from holdfast.kernel.actor import CLOCK
from holdfast.people.models import Person
from holdfast.people.queries import leads, names
from holdfast.slack.models import Group, Room
from holdfast.slack.room.group_people import Wanted, names_of
from holdfast.slack.rules.group import Known, Users, difference

_NO_ACCOUNT = (
    "Nobody who is on, and no lead, has a Slack account that Holdfast knows, so the group is left as it "
    "is. Link an account: open the app Holdfast in Slack and press “Link your account”."
)


def known(group: Group) -> Known:
    return Known(
        written=_users(group.written),
        written_at=group.written_at,
        before=_users(group.before),
        drift=_users(group.drift),
        held=_users(group.held),
        refused_for=_users(group.refused_for),
        tried_at=group.tried_at,
    )


def _users(kept: list[str] | None) -> Users | None:
    return None if kept is None else tuple(kept)


def _take(room: Room) -> Group:
    """Locked. Made where there is none."""
    group, _ = Group.objects.select_for_update().get_or_create(room=room)
    return group


def note_wanted(room: Room, now: Wanted, *, at: datetime) -> Group:
    """Who is on and is not known in Slack hears of it once for each window; the leads hear when they
    stand in."""
    keys = {person: f"slack-unmapped:{person}:{window}" for person, window in now.unmapped.items()}
    told = used(keys.values())
    with transaction.atomic(durable=True):
        group = _take(room)
        for person in names(pk for pk, key in keys.items() if key not in told).values():
            record(
                "slack.unmapped",
                subject=f"person-{person.pk}",
                by=CLOCK,
                at=at,
                key=keys[person.pk],
                tell=[person.pk],
                data={"login": person.login, "name": str(person), "handle": room.group_handle},
            )
        if now.stand_in and now.stand_in != group.stand_in:
            _record(
                "group.stood_in",
                room,
                at=at,
                tell=leads(),
                data={"why": str(now.stand_in), "names": ", ".join(names_of(now.users))},
            )
        if (group.stand_in, group.unmapped) != (now.stand_in, sorted(now.unmapped)):
            group.stand_in, group.unmapped = now.stand_in, sorted(now.unmapped)
            group.save(update_fields=["stand_in", "unmapped"])
    return group


def note_well(room: Room, there: Users, *, at: datetime) -> None:
    """It holds who it must: by our hand, whose answer may have been lost, or by another one."""
    with transaction.atomic(durable=True):
        group = _take(room)
        if group.drift is not None:
            _record("group.settled", room, at=at, data={"names": ", ".join(names_of(there))})
        if group.refused_for is None:
            group.refused, group.tried_at = "", None
        group.members, group.seen_at, group.written = list(there), at, list(there)
        _end_hand(group)
        group.save()


def note_seen(room: Room, there: Users, *, at: datetime) -> None:
    Group.objects.filter(room=room).update(members=list(there), seen_at=at)


def note_written(room: Room, before: Users, now: Users, *, at: datetime) -> None:
    with transaction.atomic(durable=True):
        group = _take(room)
        made = difference(before, now)
        _record(
            "group.written",
            room,
            at=at,
            data={
                "names": ", ".join(names_of(now)),
                "added": ", ".join(names_of(made.added)),
                "removed": ", ".join(names_of(made.removed)),
                # A change by hand ends with it, as who is on is another one now.
                "over_hand": group.drift is not None or group.held is not None,
                "mended": bool(group.refused),
            },
        )
        group.before, group.written, group.written_at = list(before), list(now), at
        group.members, group.seen_at = list(now), at
        group.refused, group.refused_for, group.tried_at = "", None, None
        _end_hand(group)
        group.save()


def note_drift(room: Room, there: Users, now: Wanted, *, seen: Group, at: datetime) -> bool:
    """The leads are told once of each change by hand. False where somebody decided meanwhile."""
    with transaction.atomic(durable=True):
        group = _take(room)
        if (group.written, group.held) != (seen.written, seen.held):
            return False
        made = difference(now.users, there)
        _record(
            "group.drifted",
            room,
            at=at,
            tell=leads(),
            data={
                "added": ", ".join(names_of(made.added)),
                "removed": ", ".join(names_of(made.removed)),
                "handle": room.group_handle,
            },
        )
        group.drift, group.drift_at = list(there), group.drift_at or at
        group.members, group.seen_at = list(there), at
        group.save()
    return True


def note_refused(room: Room, words: str, *, wanted: Users | None, on: Users, at: datetime) -> None:
    """Why it is not kept up. Told to leads and administrators when the reason, or who must be in it,
    is another one; `wanted` is None where it could not even be read."""
    kept = None if wanted is None else list(wanted)
    with transaction.atomic(durable=True):
        group = _take(room)
        if (group.refused, group.refused_for) != (words, kept):
            admins = Person.objects.filter(role="admin", deactivated_at=None)
            _record(
                "group.refused",
                room,
                at=at,
                tell={*leads(), *admins.values_list("pk", flat=True)},
                data={
                    "words": words,
                    "names": ", ".join(names_of(on)),
                    "users": ", ".join(on),
                    "handle": room.group_handle,
                },
            )
        group.refused, group.refused_for, group.tried_at = words, kept, at
        group.save()


def note_empty(room: Room, *, at: datetime) -> None:
    """There is nobody to put in, and a group is never emptied."""
    note_refused(room, _NO_ACCOUNT, wanted=None, on=(), at=at)


def _end_hand(group: Group) -> None:
    group.drift = group.drift_at = group.held = None


def _record(
    kind: str, room: Room, *, at: datetime, data: dict[str, object], tell: Iterable[int] = ()
) -> None:
    record(
        kind,
        subject=f"room-{room.pk}",
        by=CLOCK,
        at=at,
        tell=tell,
        data={"handle": room.group_handle, **data},
    )
