"""What I hold, and what I raised and where it stands."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import held_by, page
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.slack.apphome.parts import (
    Called,
    and_more,
    day,
    header,
    is_engineer,
    lines,
    marks,
    row,
    small,
    titled,
    update_due,
)
from holdfast.slack.home import section
from holdfast.slack.text import said
from holdfast.slack.verbs import Verb

_MOST_HELD = 10  # two blocks each, of Slack's hundred
_MOST_RAISED = 5
_MOST_READ = 100
_MOST_STEP = 150  # characters of a next step


@section(10)
def held(person: Person, at: datetime) -> list[Block]:
    """The longest overdue first, as `held_by` has them."""
    found = held_by(person.pk, limit=None)
    if not found:
        taught = "Nothing. What you accept stands here, with when its next update is due."
        return [header("You hold"), small(taught)] if is_engineer(person) else []
    called = Called([each.next_step_by_id for each in found[:_MOST_HELD]])
    blocks: list[Block] = [header(f"You hold {len(found)}")]
    for each in found[:_MOST_HELD]:
        blocks += _held(each, called, person, at)
    return [*blocks, *and_more(len(found) - _MOST_HELD, "/escalations?state=mine")]


def _held(escalation: Escalation, called: Called, person: Person, at: datetime) -> list[Block]:
    step = f"Next: {said(escalation.next_step, most=_MOST_STEP).rstrip('.')}"
    if escalation.next_step_by_id != person.pk:
        step += f", by {called(escalation.next_step_by)}"
    facts = [update_due(escalation, at), *marks(escalation)]
    overdue = escalation.update_due_at is not None and escalation.update_due_at <= at
    return [
        lines(
            titled(escalation),
            " · ".join(fact for fact in facts if fact),
            f"{step}, {day(escalation.next_step_on)}",
        ),
        row(
            Verb(
                "escalation.update", "Update…", escalation.ref, style="primary" if overdue else ""
            ),
            Verb("escalation.more", "More…", escalation.ref),
        ),
    ]


@section(15)
def raised(person: Person, at: datetime) -> list[Block]:
    """Open ones that they asked for and somebody else holds, or nobody yet."""
    mine = page(default_programme(), state="open", raised_by=person.pk, limit=_MOST_READ).items
    found = [each for each in mine if each.owner is None or each.owner.pk != person.pk]
    if not found:
        taught = "Nothing that is open. What you raise stands here until it is closed."
        return [] if is_engineer(person) else [header("You raised"), small(taught)]
    shown = found[:_MOST_RAISED]
    called = Called([each.owner.pk for each in shown if each.owner])
    blocks: list[Block] = [header("You raised")]
    for each in shown:
        owner = f"{called(each.owner)} owns it" if each.owner else "Nobody owns it yet"
        facts = [owner, *marks(each), update_due(each, at)]
        blocks.append(lines(titled(each), " · ".join(fact for fact in facts if fact)))
    return [*blocks, *and_more(len(found) - len(shown), "/escalations?state=asked")]
