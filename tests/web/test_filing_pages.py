"""Where a team's work lives, and filing there, through the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.journal.ledger import deliver_due
from holdfast.tracker.actions import set_place
from tests.cast import Story
from tests.tracker.conftest import memory  # noqa: F401
from tests.tracker.memory import Memory


def send(story: Story) -> None:
    deliver_due("tracker", clock=lambda: story.now)


@pytest.mark.req("R80")
def test_where_a_teams_work_lives(story: Story, at, memory: Memory, billing):  # noqa: F811
    lea, sam, here = at("lea"), at("sam"), f"/teams/{billing.pk}/place"
    assert here in lea.get("/teams").forms
    assert here not in sam.get("/teams").forms
    page = sam.post(here, status=403, tracker="github", where="acme/payments")
    assert "You may not" in page.alerts[0]
    page = lea.post(here, status=422, tracker="github", where="payments", by_itself="yes")
    assert "“payments” is not a repository" in page
    assert page.forms[here]["where"] == "payments"
    memory.public = True
    page = lea.post(here, tracker="github", where="acme/payments", by_itself="yes")
    assert "everybody can read it" in page and "Public" in page
    assert "pieces are filed there at once" in page
    memory.public = False
    assert "it is private" in lea.post(f"{here}/look")
    page = lea.post(f"{here}/removal")
    assert "Its work lives in" not in page and f"{here}/look" not in page.forms
    lea.post(f"{here}/look", status=404)
    lea.post("/teams/999/place", status=404)


@pytest.mark.req("R80", "R42")
def test_a_piece_and_an_ask_are_filed(story: Story, at, memory: Memory, billing):  # noqa: F811
    issue = story.owned(customer="Acme GmbH")
    here = f"/escalations/{issue.ref}"
    piece = story.piece(issue, title="Acme cannot pay")
    asked = story.ask(issue, to_team="Billing", what="Say who can look at Acme.")
    page, to, asking = (
        f"/pieces/{piece.pk}",
        f"/pieces/{piece.pk}/filing",
        f"/asks/{asked.pk}/filing",
    )
    ana = at("ana")
    assert to not in ana.get(page).forms
    set_place(team="Billing", tracker="github", where="acme/payments", by=story.lea, at=story.now)
    assert "File it in acme/payments" in ana.get(page)
    assert to not in at("ben").get(page).forms, "it is the owner's to file"
    memory.public = True
    assert "the customer “Acme GmbH” in the title" in ana.post(to, status=422).alerts[0]
    assert "the customer “Acme GmbH”" in ana.post(asking, status=422).alerts[0]
    memory.public = False
    assert "On its way to acme/payments" in ana.post(to)
    assert "On its way to acme/payments" in ana.post(asking)
    send(story)
    shown = ana.get(page)
    assert "Open there" in shown and to not in shown.forms
    assert "https://github.com/acme/payments/issues/1" in shown.links
    shown = ana.get(here)
    assert {f"https://github.com/acme/payments/issues/{each}" for each in (1, 2)} <= set(
        shown.links
    )
    assert asking not in shown.forms


def test_nothing_is_read_where_nothing_is_filed(story: Story, at, memory: Memory, billing):  # noqa: F811
    issue = story.owned()
    story.piece(issue)
    ben, here = at("ben"), f"/escalations/{issue.ref}"
    ben.get(here)
    with CaptureQueriesContext(connection) as asked:
        ben.get(here)
    # Only as a part of the one statement that asks what hangs on it.
    assert not [each for each in asked if each["sql"].startswith('SELECT "tracker_')]
