"""Whatever a person does on the rotation can be done in Slack; what cannot is named, with the reason."""

from __future__ import annotations

import pytest

from holdfast.rotation import actions
from holdfast.slack.calls import register
from holdfast.slack.rotating import (
    answering,
    away,
    offering,
    relief,
    seat,
    sections,
    sign_up,
    volunteer,
)

IN_SLACK = {
    "accept_swap": {"click:swap.take"},
    "acknowledge_relief": {"click:relief.acknowledge", "view:relief.acknowledge"},
    "change_volunteer": {"click:volunteer.open", "view:volunteer.open"},
    "confirm_seat": {"click:seat.confirm"},
    "consent_to_swap": {"click:swap.consent", "click:swap.take"},
    "decline_swap": {"click:swap.decline", "view:swap.decline"},
    "offer_swap": {"command:swap", "click:swap.offer", "view:swap.offer"},
    "say_outcome": {"click:relief.tell", "view:relief.tell"},
    "sign_up_sheet": {"command:join", "click:sign_up.open", "view:sign_up.open"},
    "untake_swap": {"click:swap.untake", "view:swap.untake"},
    "withdraw_seat": {"click:seat.withdraw", "view:seat.withdraw"},
    "withdraw_swap": {"click:swap.withdraw", "view:swap.withdraw"},
}
COVERED = {
    "drop": "acknowledging a relief again adds what is named newly",
    "sign_up": "one window is a sheet of one: sign_up_sheet",
}
CLOCK = {
    "announce_open_seats",
    "ask_for_sign_ups",
    "ask_to_confirm",
    "close_windows",
    "mind_swaps",
    "ring_reliefs",
    "solve_plans",
}
LEADS = {
    "ask_for_relief": "the list of seats without relief is a page",
    "cancel_plan": "plans are read and changed on the web",
    "change_window": "windows are changed beside each other, on the web",
    "credit_half": "a service record is corrected beside what it counts, on the web",
    "drop_window": "windows are changed beside each other, on the web",
    "edit_plan": "plans are read and changed on the web",
    "import_sign_ups": "a sheet is a file",
    "import_table": "a table is a file",
    "open_windows": "windows are changed beside each other, on the web",
    "pin": "plans are read and changed on the web",
    "propose": "plans are read and changed on the web",
    "publish_plan": "plans are read and changed on the web",
    "seat_person": "a seat is filled beside the candidates, on the web",
    "settle": "three sources are compared on the web",
    "strike_half": "a service record is corrected beside what it counts, on the web",
    "take_up_window": "windows are changed beside each other, on the web",
    "unpin": "plans are read and changed on the web",
    "upload_table": "a table is a file",
    "waive": "a waiver is granted beside the fairness it excuses, on the web",
}
MODULES = (answering, away, offering, relief, seat, sections, sign_up, volunteer)


def test_every_action_is_in_slack_or_named_with_its_reason():
    verbs = {name for name in actions.__all__ if name[0].islower()}
    assert verbs == {*IN_SLACK, *COVERED, *CLOCK, *LEADS}


@pytest.mark.parametrize(("action", "kinds"), IN_SLACK.items())
def test_each_has_its_handlers_and_they_call_it(action, kinds):
    assert kinds <= {*register.works, *register.opens}
    function = getattr(actions, action)
    calling = [module for module in MODULES if getattr(module, action, None) is function]
    calling += [module for module in MODULES if getattr(module, "actions", None) is actions]
    assert calling


@pytest.mark.parametrize("kind", sorted(kind for kinds in IN_SLACK.values() for kind in kinds))
def test_what_opens_a_form_has_somebody_who_takes_it(kind):
    if kind.startswith("click:") and kind in register.opens and kind not in register.works:
        assert f"view:{kind.removeprefix('click:')}" in register.works


def test_the_help_knows_the_words():
    assert {"join", "swap", "away"} <= set(register.commands)
