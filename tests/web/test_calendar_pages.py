"""Calendars on a person's page, and who is away in a window."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from holdfast.journal.ledger import deliver_due
from holdfast.people.actions import add_absence
from holdfast.people.models import AbsenceCalendar
from holdfast.rotation.models import SignUp, Window
from tests.calendar.server import all_day, calendar_server, ics
from tests.cast import Story
from tests.web.conftest import Site
from tests.web.page import Page, read

AWAY = ics(all_day("a", "20260310", "20260313"), all_day("b", "20260401", more="SUMMARY:PTO"))


def give(site: Site, calendar: str, *, status: int = 303) -> Page:
    response = site.client.post("/people/bo/calendar", {"address": calendar})
    assert response.status_code == status
    return site.get("/people/bo") if status == 303 else read(response)


def test_a_calendar_is_given_read_and_removed(story: Story, at, settings):
    settings.CALENDAR_ALLOW_PRIVATE = True
    bo = at("bo")
    page = give(bo, "me.ics", status=422)
    assert page.forms["/people/bo/calendar"]["address"] == "me.ics"
    with calendar_server() as server:
        server.content = AWAY
        page = give(bo, server.address)
        assert "Not read yet" in page and "Read from 127.0.0.1" in page
        deliver_due("calendar", clock=lambda: story.now)
        page = bo.get("/people/bo")
        assert "from a calendar" in page and "Last read" in page
        assert server.address not in page.html
        assert not [form for form in page.forms if form.startswith("/absences/")]
        assert "Read from" not in at("kim").get("/people/bo"), "nobody else's business"
        assert "Read from" in at("lea").get("/people/bo")
        server.behave = "missing"
        bo.post("/people/bo/calendar/reading")
        deliver_due("calendar", clock=lambda: story.now)
        assert "no calendar at this address" in bo.get("/people/bo")
    page = bo.post("/people/bo/calendar/removal")
    assert "No days away are planned." in page
    assert not AbsenceCalendar.objects.exists()
    for address in ("calendar", "calendar/reading", "calendar/removal", "absences/file", "feeds"):
        assert bo.client.get(f"/people/bo/{address}").status_code == 303
    give(at("kim"), "https://example.com/a.ics", status=403)


def test_a_file_comes_in(story: Story, at):
    bo = at("bo")
    page = bo.post("/people/bo/absences/file", status=422)
    assert any("Choose an .ics file" in alert for alert in page.alerts)
    page = bo.post(
        "/people/bo/absences/file", status=422, file=SimpleUploadedFile("a.ics", b"<html>")
    )
    assert any("web page" in alert for alert in page.alerts)
    page = bo.post("/people/bo/absences/file", file=SimpleUploadedFile("a.ics", AWAY), words="pto")
    assert "1 absence came in." in page and "from a calendar file" in page
    page = bo.post("/people/bo/absences/file", file=SimpleUploadedFile("a.ics", AWAY))
    assert "1 absence came in. 1 were here already." in page


def test_an_address_to_subscribe_to_is_shown_once(story: Story, at):
    ana = at("ana")
    assert "/people/ana#subscribe" in ana.get("/rotation").links
    response = ana.client.post("/people/ana/feeds", {"kind": "person"})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    address = response.content.decode().split('id="feed-address" value="')[1].split('"')[0]
    assert ana.client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    page = ana.get("/people/ana")
    assert address not in page.html
    assert "End it" in page
    page = ana.post("/people/ana/feeds/person/revocation")
    assert ana.client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 404
    assert "Subscribe" not in at("kim").get("/people/ana")
    at("kim").post("/people/ana/feeds", status=403, kind="person")
    ana.post("/people/ana/feeds", status=422, kind="x")


def test_who_is_away_in_a_window(story: Story, at):
    window = Window.objects.get()
    kim, bo = story.people["kim"], story.people["bo"]
    kim.holidays, bo.zone = "KR", ""
    kim.save()
    bo.save()
    add_absence(
        login="ana",
        starts_on=date(2026, 3, 6),
        ends_on=date(2026, 3, 9),
        by=story.ana,
        at=story.now,
    )
    SignUp.objects.create(person=bo, window=window, choice=2, source="web", at=story.now)
    page = at("rex").get("/rotation/away")
    assert "Seated" in page and "Signed up" in page and "Hours not known" in page
    assert "Ana Ruiz" in page and "Bo Larsen" in page
    assert "/people/bo" in page.links
    assert at("rex").get(f"/rotation/away?window={window.pk}").text == page.text
    Window.objects.all()
    story.now = story.now.replace(year=2027)
    assert "No window runs" in at("rex").get("/rotation/away")
