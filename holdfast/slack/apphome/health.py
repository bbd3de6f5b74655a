"""The programme's health, for who leads it: each line is a link to the page that lists it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import page
from holdfast.escalation.queries.stuck import next_step_overdue
from holdfast.journal.queries import dead_letters
from holdfast.people.models import Person, Programme
from holdfast.people.queries import default_programme
from holdfast.rotation.queries import holes, who
from holdfast.rotation.queries.relief import late_reliefs
from holdfast.rotation.queries.seats import unconfirmed_seats
from holdfast.slack.apphome.parts import (
    Called,
    address,
    header,
    leads_it,
    lines,
    several,
    small,
    today_of,
)
from holdfast.slack.home import section
from holdfast.slack.identity import users_of
from holdfast.slack.models import Card, Group, Workspace
from holdfast.slack.text import escape, link, said

AHEAD = timedelta(days=60)
_MOST_READ = 100
_MOST_NAMED = 4
_MOST_TROUBLE = 300  # characters


@section(60)
def health(person: Person, at: datetime) -> list[Block]:
    """What goes wrong, the escalations first; one line where nothing does."""
    if not leads_it(person):
        return []
    programme = default_programme()
    parts = (
        _escalations(programme, at),
        _rotation(programme, person, at),
        [*_slack(programme, at), *_letters()],
    )
    blocks: list[Block] = [lines(*found) for part in parts if (found := list(part))]
    well = "All is well: what is open has an owner and moves, and every seat ahead is filled."
    return [header("The programme"), *(blocks or [small(well)])]


def _line(count: int, more: bool, words: str, path: str, named: Sequence[str] = ()) -> str:
    """“3 escalations without an owner: ESC-1, ESC-2, …”, with its page behind it."""
    number = f"{count}+" if more else str(count)
    names = ", ".join(named[:_MOST_NAMED]) + (", …" if len(named) > _MOST_NAMED else "")
    return f"• *{link(address(path), f'{number} {words}')}*{f': {names}' if names else ''}"


def _escalations(programme: Programme, at: datetime) -> Iterator[str]:
    unowned = page(programme, state="raised", limit=_MOST_READ)
    stuck = page(programme, state="stuck", at=at, limit=_MOST_READ)
    gone = page(programme, state="off-rotation", at=at, limit=_MOST_READ)
    if unowned.items:
        refs = [each.ref for each in unowned.items]
        more = unowned.next is not None
        yield _line(len(refs), more, "without an owner", "/escalations?state=raised", refs)
    reasons: tuple[tuple[str, Callable[[Escalation], bool]], ...] = (
        (
            "with an overdue update",
            lambda each: bool(each.update_due_at and each.update_due_at <= at),
        ),
        ("with an overdue next step", lambda each: next_step_overdue(each, at)),
        ("cornered", lambda each: each.cornered_id is not None),
        ("standing still", lambda each: each.stagnates_since is not None),
    )
    for words, is_so in reasons:
        if refs := [each.ref for each in stuck.items if is_so(each)]:
            more = stuck.next is not None
            yield _line(len(refs), more, words, "/escalations?state=stuck", refs)
    if gone.items:
        refs = [each.ref for each in gone.items]
        words = "held by somebody off the rotation"
        yield _line(
            len(refs), gone.next is not None, words, "/escalations?state=off-rotation", refs
        )


def _rotation(programme: Programme, person: Person, at: datetime) -> Iterator[str]:
    today = today_of(person, at)
    if ahead := holes(programme, since=today, ahead_days=AHEAD.days):
        words = f"in the next {AHEAD.days} days"
        count = several(sum(hole.missing for hole in ahead), "open seat")
        yield f"• *{link(address('/rotation'), f'{count} {words}')}*"
    if claims := unconfirmed_seats(programme, since=today, until=today + AHEAD):
        named = _named(seat.person for seat in claims)
        count = several(len(claims), "unconfirmed seat")
        yield f"• *{link(address('/rotation'), count)}*: {named}"
    if late := late_reliefs(programme, today=today):
        count = several(len(late), "relief")
        named = _named(each.seat.person for each in late)
        yield f"• *{link(address('/reliefs'), f'{count} nobody has acknowledged')}*: {named}"


def _named(people: Iterable[Person]) -> str:
    found = list({each.pk: each for each in people}.values())
    called = Called([each.pk for each in found])
    names = ", ".join(called(each) for each in found[:_MOST_NAMED])
    return names + (", …" if len(found) > _MOST_NAMED else "")


def _slack(programme: Programme, at: datetime) -> Iterator[str]:
    """What keeps Slack from showing what is so."""
    setup = address("/setup/slack")
    on = [each.person for each in who(programme, at=at).engineers]
    known = users_of(each.pk for each in on)
    if unmapped := [escape(str(each)) for each in on if each.pk not in known]:
        words = f"{len(unmapped)} on now without a linked Slack account"
        yield f"• *{link(setup, words)}*: {', '.join(unmapped[:_MOST_NAMED])}"
    for group in Group.objects.filter(room__programme=programme).select_related("room"):
        if group.refused:
            why = said(group.refused, most=_MOST_TROUBLE)
            yield f"• *{link(setup, 'The group cannot be written')}*: {why}"
        if group.drift_at:
            yield f"• *{link(setup, 'The group was changed by hand')}*: keep it or restore ours"
    if troubled := Card.objects.exclude(trouble="").filter(released_at=None).count():
        words = f"{several(troubled, 'card')} not kept up"
        yield f"• *{link(setup, words)}*"
    for workspace in Workspace.objects.exclude(trouble=""):
        yield f"• *{link(setup, 'Slack')}*: {said(workspace.trouble, most=_MOST_TROUBLE)}"


def _letters() -> Iterator[str]:
    """What nobody would take: mails on their own page, what is owed in Slack on the set-up page."""
    for channel, count in dead_letters().items():
        path = {"mail": "/outbox?state=dead", "slack": "/setup/slack"}.get(channel, "/outbox")
        words = (
            f"{several(count, 'delivery').replace('deliverys', 'deliveries')} by {channel} failed"
        )
        yield f"• *{link(address(path), words)}*"
