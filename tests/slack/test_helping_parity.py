"""Every action that a person takes on an escalation has its way in Slack."""

from __future__ import annotations

import inspect

import pytest

from holdfast.escalation import actions
from holdfast.slack.calls import register

# action: the handler that carries it out, and what opens it where that is a form.
HELPING: dict[str, tuple[str, ...]] = {
    "acknowledge_ask": ("click:ask.acknowledge",),
    "acknowledge_cornered": (
        "click:cornered.acknowledge",
        "click:cornered.reply",
        "view:cornered.reply",
    ),
    "agree_ask": ("click:ask.agree", "click:ask.reply_agree", "view:ask.reply_agree"),
    "amend_piece": ("click:piece.amend", "view:piece.amend"),
    "ask": ("click:escalation.ask", "view:escalation.ask"),
    "at_capacity": ("command:busy", "view:person.busy"),
    "bounce_piece": ("click:piece.bounce", "view:piece.bounce"),
    "classify": ("click:escalation.classify", "view:escalation.classify"),
    "corner": ("click:escalation.corner", "view:escalation.corner"),
    "decline_ask": ("click:ask.decline", "view:ask.decline"),
    "finish_ask": ("click:ask.finish", "click:ask.reply_finish", "view:ask.reply_finish"),
    "finish_piece": ("click:piece.finish", "view:piece.finish"),
    "free": ("click:escalation.free", "view:escalation.free"),
    "hand_out_piece": ("click:escalation.hand_out", "view:escalation.hand_out"),
    "has_capacity": ("command:free", "click:person.free"),
    "involve": ("click:escalation.involve", "view:escalation.involve"),
    "learn": ("click:escalation.learn", "view:escalation.learn"),
    "leave": ("click:participant.leave",),
    "link": ("click:escalation.link", "view:escalation.link"),
    "merge": ("click:escalation.merge", "view:escalation.merge"),
    "name_support": ("click:escalation.name_support", "view:escalation.name_support"),
    "pause": ("click:escalation.pause", "view:escalation.pause"),
    "record_fix": ("click:escalation.fix", "view:escalation.fix"),
    "regrade": ("click:escalation.regrade", "view:escalation.regrade"),
    "reopen_piece": ("click:piece.reopen", "view:piece.reopen"),
    "resend_piece": ("click:piece.resend", "view:piece.resend"),
    "resume": ("click:escalation.resume", "view:escalation.resume"),
    "spoke": ("click:participant.spoke", "view:participant.spoke"),
    "take_piece": ("click:piece.take",),
    "unlink": ("click:link.remove",),
    "waive_piece": ("click:piece.waive", "view:piece.waive"),
    "withdraw_ask": ("click:ask.withdraw", "view:ask.withdraw"),
}

# Those of the card, the thread and the intake.
OTHERS: dict[str, tuple[str, ...]] = {
    "accept": ("click:escalation.accept",),
    "call_for_help": ("event:message",),
    "called_again": ("event:message",),
    "dismiss_tag": ("click:tag.dismiss",),
    "note_tag": ("event:message",),
    "accept_handover": ("click:handover.accept",),
    "answer_closure": ("click:closure.agree", "click:closure.refuse"),
    "ask_to_close": ("click:escalation.ask_to_close",),
    "decline": ("click:escalation.decline",),
    "decline_handover": ("click:handover.decline",),
    "offer_handover": ("click:escalation.hand_over",),
    "raise_escalation": ("click:escalation.raise",),
    "reopen": ("click:escalation.reopen",),
    "update": ("click:escalation.update",),
    "withdraw_handover": ("click:handover.withdraw",),
}

# Done on the web, by name and with the reason.
ELSEWHERE = {
    "decide_item": "the handover pack is read and decided as one page",
    "import_customers": "a file is brought in",
    "offer_everything": "several offers with their notes are read side by side",
    "offer_several": "several offers with their notes are read side by side",
    "save_customer": "customers are no part of one escalation",
}


def persons_actions() -> set[str]:
    """Those that say who acts; sweeps take the moment alone."""
    return {
        name
        for name in actions.__all__
        if inspect.isfunction(found := getattr(actions, name))
        and "by" in inspect.signature(found).parameters
    }


def unreachable(ways: dict[str, tuple[str, ...]]) -> list[str]:
    there = {*register.works, *register.opens}
    return [
        f"{name}: {kind}" for name, kinds in ways.items() for kind in kinds if kind not in there
    ]


def test_every_action_is_reachable() -> None:
    """The whole promise, over all features."""
    assert not unreachable(HELPING | OTHERS)


@pytest.mark.parametrize("name", sorted(HELPING))
def test_an_action_is_reachable(name):
    assert unreachable({name: HELPING[name]}) == []


def test_no_action_is_forgotten():
    named = {*HELPING, *OTHERS, *ELSEWHERE}
    assert persons_actions() - named == set()
    assert named - persons_actions() == set()
    assert len(named) == len(HELPING) + len(OTHERS) + len(ELSEWHERE)
