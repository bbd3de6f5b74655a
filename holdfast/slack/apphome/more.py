"""“More…”: what else can be done with an escalation, as one small view."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.models.views import View

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import by_ref
from holdfast.slack.apphome.parts import lines, page_of, row, small, titled, update_due
from holdfast.slack.calls import Call, opens
from holdfast.slack.text import plain
from holdfast.slack.verbs import Verb


@opens("click:home.more")
def more(call: Call) -> View:
    """Raises NotFound. Each button opens its own form over this view."""
    escalation = by_ref(call.value)
    return View(
        type="modal",
        title=plain(escalation.ref, most=24),
        close="Close",
        blocks=_blocks(escalation, call),
    )


def _blocks(escalation: Escalation, call: Call) -> list[Block]:
    blocks: list[Block] = [lines(titled(escalation), update_due(escalation, call.at))]
    if escalation.is_open:
        verbs = _verbs(escalation)
        blocks += [row(*verbs[start : start + 2]) for start in range(0, len(verbs), 2)]
    else:
        blocks.append(small(f"It is {escalation.state}; nothing is to be done with it here."))
    page = ButtonElement(text="Open on the web", action_id="home.page", url=page_of(escalation))
    return [*blocks, ActionsBlock(elements=[page])]


def _verbs(escalation: Escalation) -> list[Verb]:
    ref = escalation.ref
    stuck = (
        Verb("escalation.free", "It moves again…", ref)
        if escalation.cornered_id
        else Verb("escalation.corner", "I am cornered…", ref)
    )
    rest = (
        Verb("escalation.resume", "Resume…", ref)
        if escalation.pause_id
        else Verb("escalation.pause", "Pause…", ref)
    )
    return [
        Verb("escalation.update", "Update…", ref, style="primary"),
        Verb("escalation.ask", "Ask a team…", ref),
        Verb("escalation.hand_over", "Hand over…", ref),
        stuck,
        rest,
        Verb("escalation.ask_to_close", "Ask to close…", ref),
    ]
