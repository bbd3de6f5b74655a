"""Relief as pages: the list, one of them, and what stands behind the link in a manager's mail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.journal.models import Event
from holdfast.people.actions import change_person
from holdfast.people.models import Person
from holdfast.rotation.models import DroppedOutcome, Relief
from holdfast.rotation.queries import relief as queries
from holdfast.rotation.queries.relief_link import secret_for
from tests.cast import Story
from tests.rotation.reliefs import ENDS, STARTS, Reliefs


@pytest.fixture
def relief(story: Story) -> Reliefs:
    return Reliefs(story)


def link(made: Relief, login: str = "max") -> str:
    return f"/reliefs/link/{secret_for(made, Person.objects.get(login=login))}"


@pytest.mark.req("R35")
def test_a_manager_who_signs_in(story: Story, relief: Reliefs, at):
    made = relief.made()
    here = f"/reliefs/{made.pk}"
    max_ = at("max")
    page = max_.get("/")
    assert "Search does less while Ana Ruiz is on" in page and here in page.links
    assert "Your people on the rotation" in page
    page = max_.get(here)
    assert "33.3 % less" in page and "21 x 100 % / 63 = 33.3 % of its scope" in page
    assert "Bo Larsen21" in page, "what the capacity is made of"
    page = max_.post(f"{here}/acknowledgement", dropped="The index rewrite\n\n Query hints ")
    assert "the team makes room" in page and "Query hints" in page
    assert "does less while" not in max_.get("/")
    assert "Relief of the home team" in max_.get("/people/ana")
    page = max_.post(f"{here}/acknowledgement", status=422, dropped="x" * 300)
    assert "x" * 300 in page.html and len(page.alerts) == 1


def test_only_they_and_the_lead_have_the_buttons(story: Story, relief: Reliefs, at):
    made = relief.made()
    here = f"/reliefs/{made.pk}"
    for login in ("ana", "kim", "rex"):
        assert not [each for each in at(login).get(here).forms if each.startswith("/reliefs")]
    at("rex").post(f"{here}/acknowledgement", status=403, dropped="")
    assert f"{here}/acknowledgement" in at("lea").get(here).forms
    at("lea").get("/reliefs/99999", status=404)
    at("lea").post("/dropped/99999/outcome", status=404, became="anyway")


@pytest.mark.req("R35")
def test_what_nobody_acknowledged_is_flagged_everywhere(story: Story, relief: Reliefs, at):
    made = relief.made()
    assert "Relief not acknowledged" in at("sam").get("/rotation")
    assert "has not made room" not in at("lea").get("/"), "there is time"
    relief.on(STARTS)
    assert "Search has not made room for Ana Ruiz" in at("lea").get("/")
    assert "Not acknowledged" in at("sam").get("/people/ana")
    page = at("sam").get("/reliefs")
    assert page.text.index("Ana Ruiz: 33.3 % of Search") and "Max Vogel is asked" in page
    relief.acknowledge(made)
    assert "Relief not acknowledged" not in at("sam").get("/rotation")
    assert "has not made room" not in at("lea").get("/")
    assert "Nothing named" in at("sam").get("/reliefs")


@pytest.mark.req("R35")
def test_every_number_opens_its_rows(story: Story, relief: Reliefs, at):
    relief.window(ENDS, ENDS + timedelta(days=28))
    made = relief.acknowledge(relief.made(), "Docs", "Hints")
    relief.made("bo", allocation=50)
    relief.on(date(2026, 5, 5))
    docs, hints = made.dropped.all()
    relief.tell(docs, days=7.5)
    relief.tell(hints, dropped=False)
    page = at("lea").get("/reliefs")
    assert "Search 30 days" in page and "20 days acknowledged" in page
    assert "7.5 days given" in page and "1 of 2 things" in page
    team = made.team_id
    rows = next(each for each in page.links if "state=acknowledged" in each and "team" in each)
    assert f"team={team}" in rows
    opened = at("lea").get("/reliefs" + rows.split("#")[0])
    assert "Ana Ruiz: 33.3 %" in opened and "Bo Larsen:" not in opened
    assert "None of these" in at("lea").get("/reliefs?from=2030-01-01&to=2030-02-01&state=told")
    assert "Everybody has made room" not in at("lea").get("/reliefs?state=open")
    at("lea").get("/reliefs?from=soon&to=never&team=x&state=odd&after=y")


@pytest.mark.req("R35")
def test_the_lead_asks_for_seats_of_before(story: Story, relief: Reliefs, at):
    page = at("lea").get("/reliefs")
    assert "Nobody asked yet" in page
    assert "Nobody asked yet" not in at("ana").get("/reliefs")
    (first, *_) = [each for each in page.forms if each.startswith("/seats/")]
    page = at("lea").post(first)
    assert "Max Vogel is asked to make room" in page
    at("ana").post(first, status=403)
    at("lea").post("/seats/99999/relief", status=404)


def test_a_seat_of_somebody_without_a_team(story: Story, relief: Reliefs, at):
    Person.objects.filter(login="kim").update(team=None)
    made = relief.made("kim")
    lea, here = at("lea"), f"/reliefs/{made.pk}"
    assert "No home team of Kim Seo-yeon is known" in lea.get("/")
    page = lea.get(here)
    assert (
        "there is no scope to take it from" in page and f"{here}/acknowledgement" not in page.forms
    )
    page = lea.post(f"/seats/{made.seat_id}/relief")
    assert "nobody could be asked" in page
    change_person(login="kim", given={"team": "Search"}, by=story.lea, at=story.now)
    assert "The leads are asked to make room" in lea.post(f"/seats/{made.seat_id}/relief")


def test_more_reliefs_ask_the_database_no_more_often(story: Story, relief: Reliefs, at):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def more(number: int) -> None:
        window = relief.window(
            STARTS + timedelta(days=28 * number), ENDS + timedelta(days=28 * number)
        )
        for login in ("ana", "bo"):
            made = relief.made(login, window=window)
            if number % 2:
                relief.acknowledge(made, f"Thing {number}", by="lea")

    def asked() -> dict[str, int]:
        found = {}
        for address in ("/", "/reliefs", "/rotation", "/people/ana"):
            with CaptureQueriesContext(connection) as queries_of_page:
                lea.get(address)
                max_.get(address)
            found[address] = len(queries_of_page)
        return found

    more(0)
    more(1)
    max_, lea = at("max"), at("lea")
    asked()  # the first time more is read, once
    few = asked()
    more(2)
    more(3)
    many = asked()
    assert all(many[address] <= few[address] for address in few), (few, many)


# --- the link ------------------------------------------------------------------------------------


@pytest.mark.req("R35")
def test_the_link_acts_as_the_manager_without_an_account(story: Story, relief: Reliefs, at):
    made = relief.made()
    here, anybody = link(made), at()
    before = Event.objects.count()
    page = anybody.get(here)
    assert "in the name of Max Vogel" in page and "21 x 100 % / 63" in page
    assert Event.objects.count() == before, "looking changes nothing"
    answer = anybody.client.get(here)
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    page = anybody.post(f"{here}/acknowledgement", dropped="The index rewrite\nQuery hints")
    assert "the team makes room" in page and "Acknowledged" in page
    said = relief.see(made).acknowledgement
    assert (said.by.login, said.via) == ("max", "mail-link")
    # Used twice: what is new is added, nothing else happens.
    page = anybody.post(f"{here}/acknowledgement", dropped="Query hints\nDocs")
    assert [each.text for each in relief.see(made).dropped.all()] == [
        "The index rewrite",
        "Query hints",
        "Docs",
    ]
    assert Event.objects.filter(kind="relief.acknowledged").count() == 1
    # It opens nothing else.
    assert anybody.client.get(f"/reliefs/{made.pk}").status_code == 302
    assert anybody.client.get("/reliefs").status_code == 302


@pytest.mark.req("R35")
def test_the_link_tells_what_became_of_it(story: Story, relief: Reliefs, at):
    made = relief.acknowledge(relief.made(), "Docs")
    other = relief.acknowledge(relief.made("bo"), "Hints", by="lea")
    (docs,), (hints,) = made.dropped.all(), other.dropped.all()
    here = link(made)
    relief.on(date(2026, 5, 5))
    page = at().post(f"{here}/dropped/{docs.pk}/outcome", status=422, became="dropped", days="")
    assert "how many working days" in page.alerts[0]
    page = at().post(f"{here}/dropped/{docs.pk}/outcome", status=422, days="3")
    assert len(page.alerts) == 1
    assert "Dropped: 3 days" in at().post(
        f"{here}/dropped/{docs.pk}/outcome", became="dropped", days="3"
    )
    at().post(f"{here}/dropped/{hints.pk}/outcome", status=404, became="anyway")
    assert DroppedOutcome.objects.get().by.login == "max"


def test_a_link_that_was_changed_or_is_another_ones(story: Story, relief: Reliefs, at):
    made, other = relief.made(), relief.made("bo")
    whole = link(made)
    body, _, signature = whole.rpartition(":")
    theirs = link(other, "max").rpartition(":")[0]
    for wrong in (
        f"{body}:{signature[:-1]}",
        f"{body}:{'A' * len(signature)}",
        f"{theirs}:{signature}",
        body,
        "/reliefs/link/x",
    ):
        assert "not whole" in at().get(wrong, status=404)
        at().post(f"{wrong}/acknowledgement", status=404, dropped="All of it")
    # Signed for somebody who does not answer for it.
    for login in ("rex", "ana"):
        assert "somebody else answers" in at().get(link(made, login), status=409)
    assert not relief.see(made).dropped.all() and queries.relief_state(relief.see(made)) == "open"


def test_a_link_ends(story: Story, relief: Reliefs, at):
    made = relief.made()
    here = link(made)
    story.now += (made.ends_before - story.now.date()) + timedelta(days=59)
    at().get(here)
    story.now += timedelta(days=1)
    assert "This link ended on 2026-07-04" in at().get(here, status=409)
    at().post(f"{here}/acknowledgement", status=409, dropped="Docs")


@pytest.mark.req("R90")
def test_a_link_is_revoked_with_its_manager_and_its_seat(story: Story, relief: Reliefs, at):
    made = relief.made()
    here = link(made)
    change_person(login="ana", given={"manager": "rex"}, by=story.lea, at=story.now)
    assert "somebody else answers" in at().get(here, status=409)
    at().post(f"{here}/acknowledgement", status=409, dropped="Docs")
    theirs = link(made, "rex")
    at().get(theirs)
    Person.objects.filter(login="rex").update(deactivated_at=story.now)
    assert "somebody else answers" in at().get(theirs, status=409)
    Person.objects.filter(login="rex").update(deactivated_at=None)
    relief.withdraw(made)
    assert "has ended" in at().get(theirs, status=409)
    at().post(f"{theirs}/acknowledgement", status=409, dropped="Docs")
    assert not relief.see(made).dropped.all()


def test_a_link_has_no_more_power_than_its_relief(story: Story, relief: Reliefs, at):
    """Though the manager is the lead, what comes by their link is done as anybody would."""
    change_person(login="ana", given={"manager": "lea"}, by=story.lea, at=story.now)
    made, other = relief.made(), relief.made("bo")
    docs = relief.drop(other, "Docs", by="lea")
    here = link(made, "lea")
    relief.on(STARTS)
    at().post(f"{here}/dropped/{docs.pk}/outcome", status=404, became="anyway")
    at().post(f"{here}/acknowledgement", dropped="")
    assert relief.see(made).acknowledgement.by.login == "lea"


def test_a_link_needs_the_token_of_its_own_page(story: Story, relief: Reliefs):
    from django.test import Client

    made = relief.made()
    other = Client(enforce_csrf_checks=True)
    answer = other.post(f"{link(made)}/acknowledgement", {"dropped": "Docs"})
    assert answer.status_code == 403 and queries.relief_state(relief.see(made)) == "open"
