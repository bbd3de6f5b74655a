"""How a card reads in each state: by an engineer, on a phone, at three in the morning."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from holdfast.slack.identity import person_of
from tests.cast import another_team
from tests.slack.test_cards import asked, card_in


def reads(slack) -> str:
    """The card as somebody sees it who cannot show moments; the buttons in a line."""
    slack.work()
    card = card_in(slack)
    words = card.shown.splitlines()[: -len(card.buttons)]
    plain = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", "\n".join(words))
    return f"{plain}\n[{'] ['.join(card.buttons)}]\n"


@pytest.fixture
def raised(slack):
    person_of(slack.ana.id, at=slack.story.now)
    return asked(slack, customer="Acme")


@pytest.fixture
def owned(slack, raised):
    slack.story.accept(raised, by="ana")
    slack.work()
    return raised


def head(escalation) -> str:
    return f"*{escalation.ref} · Search is down for Acme*\nsev1 · most users limited, no workaround · Acme\n"


STAKES = """*At stake*
Acme renews on Friday and cannot search at all.
*Why now*
The search team's queue is two weeks long.
"""
RAISED = "Raised Tue 3 Mar 2026, 15:00 UTC by Sam Okafor, who answers to the customer\n"
OWNED = ":large_blue_circle: <@U00000002> owns it and is the single point of contact.\n"
NEXT = "*Next* First look, and a first update to everybody involved.\nAna Ruiz, by Wed 4 Mar\n"
DUE = "*Next update by* Wed 4 Mar 2026, 15:00 UTC\n"
USUAL = "[Update…] [Ask for help…] [Cornered…] [Hand over…] [Ask to close…] [More…]\n"


@pytest.mark.req("R44")
def test_raised(slack, raised):
    assert reads(slack) == (
        head(raised)
        + ":red_circle: *Nobody owns it yet.* Sam Okafor is answerable.\n"
        + STAKES
        + "*Somebody accepts it by* Tue 3 Mar 2026, 17:00 UTC\n"
        + RAISED
        + "[Accept] [Decline…] [More…]\n"
    )


@pytest.mark.req("R47")
def test_owned(slack, owned):
    assert reads(slack) == head(owned) + OWNED + STAKES + NEXT + DUE + RAISED + USUAL


def test_offered(slack, owned):
    slack.story.offer(owned, to="kim")
    offered = (
        ":arrow_right: Offered to *Kim Seo-yeon* until Wed 4 Mar 2026, 08:00 UTC; Ana Ruiz owns it "
        "until they accept.\n"
    )
    buttons = "[Accept handover] [Decline…] [Withdraw] [Update…] [Cornered…] [More…]\n"
    assert reads(slack) == head(owned) + OWNED + offered + STAKES + NEXT + DUE + RAISED + buttons


def test_paused(slack, owned):
    slack.story.pause(owned, date(2026, 3, 6))
    paused = ":zzz: *Paused* until Fri 6 Mar 2026, 08:00 UTC: Acme is closed until then.\n"
    assert reads(slack) == head(owned) + OWNED + paused + STAKES + NEXT + RAISED + USUAL


@pytest.mark.req("R53")
def test_cornered(slack, owned):
    slack.story.corner(owned, reason="Nobody answers")
    shown = reads(slack)
    assert (
        ":rotating_light: *Cornered:* Nobody answers. It must move by Wed 4 Mar 2026, 09:00"
        in shown
    )
    assert "Asked: Lea Marsh." in shown
    assert "[It moves again…]" in shown
    slack.story.acknowledge(owned, by="lea")
    assert "Asked: Lea Marsh has it." in reads(slack)


@pytest.mark.req("R60")
def test_closing_asked_for(slack, owned):
    slack.story.ask_to_close(owned)
    closing = (
        ":checkered_flag: *Ana Ruiz asks to close it* as resolved: Fixed and deployed. Sam Okafor "
        "answers.\n"
    )
    buttons = "[Agree] [Not yet…] [Update…] [Cornered…] [More…]\n"
    assert reads(slack) == head(owned) + OWNED + closing + STAKES + NEXT + DUE + RAISED + buttons


@pytest.mark.req("R60")
def test_closed(slack, owned):
    slack.story.answer(slack.story.ask_to_close(owned), agree=True)
    closed = (
        ":white_check_mark: *Closed as resolved*, Tue 3 Mar 2026, 15:00 UTC: Fixed and deployed. Sam "
        "Okafor agreed.\n"
    )
    assert reads(slack) == head(owned) + closed + RAISED + "[Reopen…]\n"


@pytest.mark.req("R72")
def test_declined(slack, raised):
    slack.story.decline(raised, by="kim", reason="Billing owns it", alternative="Ask Billing.")
    declined = (
        ":no_entry: *Declined by Kim Seo-yeon*, Tue 3 Mar 2026, 15:00 UTC: Billing owns it.\n"
        "*Instead:* Ask Billing.\n"
    )
    assert reads(slack) == head(raised) + declined + RAISED + "[Reopen…]\n"


def test_merged(slack, raised):
    survivor = slack.story.owned(title="Indexing stopped")
    slack.story.merge(raised, survivor)
    merged = (
        f":twisted_rightwards_arrows: *The same as {survivor.ref} · Indexing stopped*, where it goes "
        "on.\n"
    )
    assert reads(slack) == head(raised) + merged + RAISED + "[Reopen…]\n"


@pytest.mark.req("R48")
def test_late(slack, owned):
    slack.story.forward(days=1, hours=1)
    late = ":warning: *An update was due* Wed 4 Mar 2026, 15:00 UTC.\n"
    assert reads(slack) == head(owned) + OWNED + late + STAKES + NEXT + RAISED + USUAL


@pytest.mark.req("R59")
def test_standing_still(slack, owned):
    for _ in range(4):
        slack.story.now += timedelta(hours=1)
        slack.story.update(owned, f"Still waiting at {slack.story.now:%H:%M}.")
    assert ":warning: *Stands still* since Tue 3 Mar 2026," in reads(slack)


@pytest.mark.req("R80")
def test_what_others_do_for_it_is_counted(slack, owned):
    another_team()
    slack.story.piece(owned)
    slack.story.ask(owned, to_person="kim")
    counted = "1 piece: 1 sent to Billing · 1 ask open · Raised"
    assert counted in reads(slack)


def test_what_people_wrote_calls_nobody_and_is_cut(slack):
    asked(slack, title="<!channel> & <b>", stakes="x" * 5000, customer="<@U00000001>")
    card = card_in(slack)
    assert "<!channel>" not in card.shown
    assert "<@U00000001>" not in card.shown
    assert len(card.shown) < 1700
