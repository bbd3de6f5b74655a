"""Rotation, people, policy, tokens, outbox: their forms, and what the wrong person sees."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from holdfast.journal import inbox
from holdfast.journal.ledger import deliver_all
from holdfast.journal.models import Delivery, Incoming
from holdfast.kernel.text import MAX_BYTES
from holdfast.people.actions import deactivate, set_password
from holdfast.people.models import Absence, ApiToken, Person, PolicyVersion
from holdfast.rotation.models import Seat, Window
from holdfast.slack.source import SlackSource
from tests.cast import Story

REAL = (Path(__file__).parents[2] / "examples" / "rotation.md").read_text()
BROKEN = """\
| Rotation | Engineers |
| --- | --- |
| 2026-05-04 to 2026-06-01 | @ana, @kim |
| 2026-06-01 to 2025-06-29 | @bo |
"""


@pytest.mark.req("R6", "R20")
def test_a_table_is_looked_at_before_it_comes_in(story: Story, at):
    lea = at("lea")
    response = lea.client.post("/rotation/uploads", {"table": BROKEN})
    assert response.status_code == 303
    preview = response["Location"]
    page = lea.get(preview)
    assert "Repair:" in page and Window.objects.count() == 1
    lea.post(f"{preview}/import")
    assert not Window.objects.filter(starts_on=date(2026, 6, 1)).exists()
    page = lea.post(f"{preview}/import", repair="4")
    assert Window.objects.filter(starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 29)).exists()
    assert "came in" in page
    assert "nothing changed" in lea.post(f"{preview}/import", repair="4")


def test_a_long_table_can_be_ticked_through(story: Story, at):
    lea, first = at("lea"), date(2030, 1, 1)
    rows = [(first + timedelta(days=7 * n), first + timedelta(days=7 * n + 7)) for n in range(1200)]
    for who in ("@bo", "@kim"):
        table = "starts_on,ends_on,engineers\n" + "".join(f"{a},{b},{who}\n" for a, b in rows)
        preview = lea.client.post("/rotation/uploads", {"table": table})["Location"]
        page = lea.get(preview)
        ticks = [str(line) for line in range(2, 1202)]
        lea.post(f"{preview}/import", repair=ticks, replace=ticks, seen=" ".join(ticks))
    assert "The table is right" in page
    assert Seat.objects.filter(person__login="kim", withdrawal=None).count() == 1201


@pytest.mark.req("R12")
def test_a_row_against_what_stands_here_is_shown_and_ticked(story: Story, at):
    lea = at("lea")
    table = "| Rotation | Engineers |\n|---|---|\n| {} | @bo |\n"
    for dates in ("2026-05-04 to 2026-06-01", "2026-05-11 to 2026-06-08"):
        response = lea.client.post("/rotation/uploads", {"table": table.format(dates)})
        preview = response["Location"]
        page = lea.get(preview)
        assert ("The table is right" in page) == dates.startswith("2026-05-11")
        lea.post(f"{preview}/import", seen="3")
    assert Window.objects.filter(starts_on__gte=date(2026, 5, 1)).count() == 1
    page = lea.post(f"{preview}/import", seen="3", replace="3")
    assert "1 window was changed" in page
    assert Window.objects.get(starts_on__gte=date(2026, 5, 1)).ends_on == date(2026, 6, 8)


def test_a_table_as_a_file_and_out_again(at):
    lea = at("lea")
    file = SimpleUploadedFile("rotation.md", REAL.encode())
    preview = lea.client.post("/rotation/uploads", {"file": file})["Location"]
    assert "rotation.md" in lea.get(preview)
    lea.post(f"{preview}/import")
    written = lea.client.get("/rotation/table.md").content.decode()
    assert "2022-08-10 to 2022-09-06" in written
    assert lea.client.get("/rotation/table.csv")["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("address", ["/rotation/uploads", "/people/import"])
def test_a_file_that_is_too_large_is_named(at, address: str):
    file = SimpleUploadedFile("holiday.mp4", b"x" * (MAX_BYTES + 1))
    page = at("lea").post(address, status=422, file=file)
    assert "holiday.mp4 is larger than 5 MB" in page.alerts[0]


@pytest.mark.parametrize("typed", ["", "no table at all"])
def test_what_is_no_table_is_refused_with_what_was_pasted(at, typed: str):
    page = at("lea").post("/rotation/uploads", status=422, table=typed)
    assert page.alerts
    assert page.forms["/rotation/uploads"]["table"] == typed


@pytest.mark.req("R29")
def test_a_seat_is_confirmed_and_withdrawn(story: Story, at):
    window = Window.objects.create(
        programme=story.programme,
        starts_on=date(2026, 4, 6),
        ends_on=date(2026, 5, 4),
        wanted=2,
    )
    seat = Seat.objects.create(
        window=window, person=Person.objects.get(login="bo"), source="table", at=story.now
    )
    assert f"/seats/{seat.pk}/confirmation" not in at("sam").get("/rotation").forms
    at("sam").post(f"/seats/{seat.pk}/confirmation", status=403)
    assert "is confirmed" in at("bo").post(f"/seats/{seat.pk}/confirmation")
    page = at("bo").post(f"/seats/{seat.pk}/withdrawal", status=422, reason=" ")
    assert page.alerts
    page = at("bo").post(f"/seats/{seat.pk}/withdrawal", reason="A wedding")
    assert "Withdrawn" in page and "2 seats nobody fills" in page
    page = at("bo").post(f"/seats/{seat.pk}/confirmation", status=409)
    assert "withdrawn" in page.alerts[0]


@pytest.mark.req("R9", "R10", "R18")
def test_who_is_on_at_a_moment(story: Story, at):
    page = at("sam").get("/who")
    assert "Ana Ruiz" in page and "Kim Seo-yeon" in page
    assert "Nobody is on" in at("sam").get("/who?at=2031-01-01T10:00")
    assert "check the year" in at("sam").get("/who?at=9999-12-31", status=422)
    page = at("sam").get("/who?at=whenever", status=422)
    assert page.alerts


def test_people_are_found_added_and_changed(at):
    lea = at("lea")
    assert "Ana Ruiz" in lea.get("/people?q=ruiz")
    assert "Nobody is called" in lea.get("/people?q=zzz")
    page = lea.post("/people/new", status=422, login="a b", name="Ab", role="engineer", team="Core")
    assert page.forms["/people/new"]["team"] == "Core"
    page = lea.post("/people/new", login="Ida", name="Ida Holm", role="engineer", team="Core")
    assert "Ida Holm" in page and "Core" in lea.get("/teams")
    lea.post("/people/new", status=409, login="ida", name="Again", role="engineer")
    page = lea.post(
        "/people/ida",
        status=422,
        name="Ida Holm",
        role="engineer",
        zone="Mars",
        hours="09:00-17:00",
    )
    assert "Mars" in page.alerts[0]


def test_hours_and_days_away_are_ones_own(at):
    ana = at("ana")
    given = {"zone": "Europe/Madrid", "hours": "08:00-16:00", "workdays": "Mon-Thu", "holidays": ""}
    assert "Europe/Madrid" in ana.post("/people/ana", **given)
    ana.post("/people/bo", status=403, **given)
    page = ana.post("/people/ana/absences", status=422, starts_on="2026-04-02", ends_on="")
    assert page.forms["/people/ana/absences"]["starts_on"] == "2026-04-02"
    ana.post("/people/ana/absences", starts_on="2026-04-02", ends_on="2026-04-05")
    absence = Absence.objects.get()
    at("bo").post(f"/absences/{absence.pk}/removal", status=403)
    ana.post(f"/absences/{absence.pk}/removal")
    assert not Absence.objects.exists()


@pytest.mark.req("R91")
def test_somebody_leaves_and_what_they_own_is_named(story: Story, at):
    issue = story.owned(by="bo")
    at("ana").post("/people/bo/deactivation", status=403, reason="left")
    page = at("lea").post("/people/bo/deactivation", reason="left")
    assert "is deactivated and still holds" in page
    assert f"{issue.ref} (sev1): Search is down for Acme" in page
    assert "active again" in at("lea").post("/people/bo/reactivation")


def test_who_has_left_is_told_so_at_the_door(story: Story, at):
    password = "correct horse battery staple"
    set_password(login="bo", password=password, by=story.bo, at=story.now)
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    page = at().post("/sign-in", status=403, login="bo", password=password)
    assert "The account bo is deactivated" in page


def test_a_directory_comes_in(at):
    csv = "login,name,role\nida,Ida Holm,engineer\n!!,Wrong,engineer\n"
    page = at("lea").post("/people/import", status=422, content=csv)
    assert "1 of 2 rows cannot be used, so nothing was saved" in page.alerts[0]
    assert (
        "Line 3, login" in page and page.forms["/people/import"]["content"].strip() == csv.strip()
    )
    assert not Person.objects.filter(login="ida").exists()
    page = at("lea").post("/people/import", status=200, content=csv.replace("!!", "jo"))
    assert "2 added" in page
    page = at("lea").post("/people/import", status=422, content="nothing")
    assert page.alerts and page.forms["/people/import"]["content"] == "nothing"
    at("ana").get("/people/import", status=403)


@pytest.mark.req("R25", "R34")
def test_the_policy_changes_from_a_day_on_for_a_reason(at):
    lea = at("lea")
    typed = lea.get("/policy/changes").forms["/policy/changes"]
    typed |= {"seats_wanted": "3", "acknowledge__0": "1h", "effective_on": "2026-04-01"}
    page = lea.post("/policy/changes", status=422, **typed)
    assert page.forms["/policy/changes"]["seats_wanted"] == "3"
    page = lea.post("/policy/changes", **{**typed, "reason": "More customers."})
    assert "More customers." in page and "Planned" in page
    assert PolicyVersion.objects.get().body["seats_wanted"] == 3
    page = lea.post("/policy/changes", status=422, **{**typed, "update__1": "soon", "reason": "x"})
    assert "soon" in page.alerts[0]
    at("ana").get("/policy/changes", status=403)


def test_a_token_is_shown_once(at):
    ana = at("ana")
    page = ana.post("/tokens", status=200, scope="read", days="30", label="my script")
    assert "not shown again" in page and "hf_" in page.html
    page = ana.get("/tokens")
    assert "my script" in page and "not shown again" not in page
    assert (
        ana.post("/tokens", status=422, scope="read", days="0", label="kept").forms["/tokens"][
            "label"
        ]
        == "kept"
    )
    token = ApiToken.objects.get()
    at("bo").post(f"/tokens/{token.pk}/revocation", status=403)
    assert "revoked" in ana.post(f"/tokens/{token.pk}/revocation")


def test_everybody_reads_their_own_mail_and_leads_all(story: Story, at):
    """Also with no mail server: what nothing could send is kept, and its recipient reads it."""
    issue = story.raised(by="sam", title="A raised one")
    story.accept(issue, by="bo")
    deliver_all(clock=lambda: story.now)
    everybodys = at("lea").get("/outbox")
    assert "A raised one" in everybodys and "to Sam Okafor" in everybodys and "to Ana" in everybodys
    for login in ("sam", "ana"):
        name = str(Person.objects.get(login=login))
        page = at(login).get("/outbox")
        assert "Read it" in page and f"to {name}" in page and "Every mail to you" in page
        told = {each for each in ("Sam", "Ana", "Kim", "Lea", "Bo") if f"to {each}" in page}
        assert told == {name.split(maxsplit=1)[0]}
    assert "No mail yet" in at("rex").get("/outbox")
    for login in ("lea", "ana", "rex"):
        assert "/outbox" in at(login).get("/").links


def test_a_mail_nobody_takes_is_put_back_by_a_lead(story: Story, at):
    story.raised(by="sam")
    mail = Delivery.objects.get(recipient=str(Person.objects.get(login="ana").pk))
    Delivery.objects.filter(pk=mail.pk).update(state="dead", wake_at=None)
    again = f"/outbox/{mail.pk}/resending"
    page = at("ana").get("/outbox?state=dead")
    assert "Nobody takes it" in page and again not in page.forms
    at("ana").post(again, status=403)
    at("lea").post("/outbox/999999/resending", status=404)
    assert again in at("lea").get("/outbox?state=dead").forms
    assert "put back" in at("lea").post(again)


def test_what_came_in_and_could_not_be_done_is_put_back_by_a_lead(story: Story, at):
    def told(key: str) -> None:
        inbox.receive("slack", key=key, kind="click:gone", body={"text": "hush"}, at=story.now)

    told("one")
    incoming = Incoming.objects.get()
    again = f"/outbox/incoming/{incoming.pk}/working"
    assert again not in at("lea").get("/outbox?state=dead").forms
    inbox.work(SlackSource(), clock=lambda: story.now)
    page = at("lea").get("/outbox?state=dead")
    assert again in page.forms
    assert "Slack: click:gone" in page and "Nobody works on" in page
    assert "hush" not in page
    assert "click:gone" not in at("ana").get("/outbox?state=dead")
    assert "click:gone" not in at("lea").get("/outbox")
    at("ana").post(again, status=403)
    at("lea").post("/outbox/incoming/999999/working", status=404)
    assert "put back" in at("lea").post(again)
    incoming.refresh_from_db()
    assert incoming.wake_at and incoming.attempts == 0
    at("lea").post(again, status=409)


def test_a_password_of_ones_own(at):
    page = at("ana").post("/people/ana/password", status=422, password="short")
    assert "12 characters" in " ".join(page.alerts)
    at("bo").post("/people/ana/password", status=403, password="a-long-enough-one")
    ana = at("ana")
    assert "password is set" in ana.post("/people/ana/password", password="a-long-enough-one")
    ana.get("/policy")
