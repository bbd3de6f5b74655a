"""How somebody takes part, whatever the window: halves, rest, how much of their time (R28-R33)."""

from __future__ import annotations

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from holdfast.rotation.actions import change_volunteer
from holdfast.rotation.queries.sign_ups import volunteer_of
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, on_view, opens
from holdfast.slack.verbs import Verb

OPEN = "volunteer.open"
_MOST_NOTE = 2000


def verb() -> Verb:
    return Verb(OPEN, "How you take part…", "volunteer")


@opens(f"click:{OPEN}")
def form(call: Call) -> View:
    person = call.person
    assert person is not None, "nothing opens for somebody who is not known"
    has = volunteer_of(person)
    halves = [("whole", "Whole windows only"), ("halves", "A half of a window too")]
    blocks: list[Block] = [
        inputs.choice(
            "halves", "Seated for", halves, value="halves" if has.halves else "whole", radio=True
        ),
        inputs.whole(
            "most_halves",
            "Halves in one plan, at most",
            least=1,
            most=200,
            value=has.most_halves,
            hint="A whole window is two.",
        ),
        inputs.whole(
            "rest_days",
            "Days of rest between two seats",
            least=0,
            most=1000,
            value=has.rest_days,
            hint="Left empty, it is what the policy says.",
        ),
        inputs.whole(
            "allocation", "Percent of the time, when on", least=1, most=100, value=has.allocation
        ),
        inputs.day(
            "promotion_by",
            "A seat is needed by",
            value=has.promotion_by,
            optional=True,
            hint="For a promotion; a missing one is then not held against anybody.",
        ),
        inputs.text("note", "Note", value=has.note, optional=True, lines=False, most=_MOST_NOTE),
    ]
    return inputs.form(OPEN, "How you take part", "Save", blocks)


@on_view(OPEN)
def _save(call: Call) -> None:
    typed = call.typed
    numbers = ("most_halves", "rest_days", "allocation")
    change_volunteer(
        login=call.actor.login,
        changes={
            "halves": typed.get("halves") == "halves",
            **{name: inputs.typed_number(call, name) for name in numbers},
            "promotion_by": inputs.typed_day(call, "promotion_by"),
            "note": typed.get("note") or "",
        },
        by=call.actor,
        at=call.at,
    )
    answers.say(call, "Saved: that is how you take part.")
