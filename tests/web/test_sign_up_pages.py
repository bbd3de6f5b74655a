"""The pages of windows by hand and of sign-ups, without JavaScript."""

from __future__ import annotations

import pytest

from holdfast.rotation.models import Seat, SignUp, Volunteer, Window
from holdfast.rotation.queries.sign_ups import as_sheet
from tests.cast import Story
from tests.rotation.signing import NO, opened, said, seated


def test_a_lead_opens_changes_seats_and_drops(story: Story, at):
    lea = at("lea")
    assert "/rotation/windows" not in at("ana").get("/rotation/windows").forms
    at("ana").post("/rotation/windows", status=403, count="1")
    page = lea.post("/rotation/windows", count="2")
    assert "2 windows are open, up to Mon 11 May 2026" in page
    one = Window.objects.get(starts_on="2026-03-16")
    page = lea.post(f"/windows/{one.pk}/seats", status=409, login="bo")
    assert any("has not signed up" in each for each in page.alerts)
    assert page.forms[f"/windows/{one.pk}/seats"]["login"] == "bo"
    page = lea.post(
        f"/windows/{one.pk}/seats",
        login="bo",
        part="first",
        reason_kind="team",
        reason="A launch.",
        override="He asked for it in person.",
    )
    assert "Bo Larsen has a seat" in page and "Team: A launch." in page
    seat = Seat.objects.get(person__login="bo")
    assert [str(each) for each in seat.days] == ["2026-03-16", "2026-03-30"]
    page = lea.post(f"/windows/{one.pk}", status=422, **_typed(page, one, wanted="0"))
    assert any("from 1 to 50" in each for each in page.alerts)
    assert "3 seats wanted" in lea.post(f"/windows/{one.pk}", **_typed(page, one, wanted="3"))
    lea.post(f"/windows/{one.pk}/dropping", status=409, reason="No.")
    two = Window.objects.get(starts_on="2026-04-13")
    page = lea.post(f"/windows/{two.pk}/dropping", status=422, reason=" ")
    page = lea.post(f"/windows/{two.pk}/dropping", reason="A freeze.")
    assert "Dropped" in page and "A freeze." in page
    assert "It will not be." in lea.get(f"/windows/{two.pk}")
    assert "is taken up again" in lea.post(f"/windows/{two.pk}/revival")
    lea.get("/windows/99999", status=404)


def _typed(page, window: Window, **given: str) -> dict[str, str]:
    form = dict(page.forms[f"/windows/{window.pk}"])
    form.pop("csrfmiddlewaretoken", None)
    return {**form, **given}


def test_one_saves_ones_answers_with_one_button(story: Story, at):
    one, two = opened(story, 2)
    page = at("bo").get("/rotation/sign-ups")
    assert "2 windows without an answer" in page and "Nobody wants it" in page
    assert page.forms["/people/bo/sign-ups"][f"note_{one.pk}"] == ""
    typed = {
        f"choice_{one.pk}": "2",
        f"halves_{one.pk}": "first",
        f"note_{one.pk}": "Away after Easter",
        f"choice_{two.pk}": "0",
    }
    page = at("bo").post("/people/bo/sign-ups", **typed)
    assert "Saved: 2 answers new" in page and "Away after Easter" in page
    assert "of use once" in page, "half an answer of somebody who takes whole windows"
    assert "Nothing was changed" in at("bo").post("/people/bo/sign-ups", **typed)
    assert SignUp.objects.count() == 2
    page = at("bo").post(
        "/people/bo/volunteer", halves="halves", allocation="80", promotion_by="2026-09-30"
    )
    assert Volunteer.objects.get().halves and "of use once" not in page
    page = at("bo").post("/people/bo/volunteer", status=422, halves="whole", allocation="0")
    assert any("1 to 100" in each for each in page.alerts)
    assert "Willing" in at("sam").get("/people/bo/sign-ups")
    at("ana").post("/people/bo/sign-ups", status=403, **{f"choice_{one.pk}": "3"})
    page = at("lea").post("/people/bo/sign-ups", **{f"choice_{two.pk}": "1"})
    assert "said for them by Lea Marsh" in page and page.text.count("Mon 13 Apr to Mon 11 May") == 3


def test_who_says_no_and_sits_there_is_shown_the_way(story: Story, at):
    (one,) = opened(story, 1)
    said(story, one, "bo")
    seated(story, one, "bo")
    said(story, one, "bo", NO)
    page = at("bo").get("/rotation/sign-ups")
    assert "You said no to 2026-03-16 to 2026-04-13 and have a seat in it" in page


@pytest.mark.req("R36")
def test_a_sheet_is_looked_at_and_then_taken_in(story: Story, at):
    opened(story, 1)
    at("ana").get("/rotation/sign-ups/import", status=403)
    pasted = "who\t16 March\t5 May\nana\teager\tno\nBo Larsen\tperhaps\t\nzed\tyes\t\n"
    page = at("lea").post("/rotation/sign-ups/import", status=200, content=pasted)
    assert "1 new answer" in page and "Import 1 answer" in page
    for part in ("5 May", "perhaps", "zed"):
        assert f"“{part}”" in page
    assert not SignUp.objects.exists()
    again = page.forms["/rotation/sign-ups/import"]
    assert again["take"] == "yes"
    page = at("lea").post("/rotation/sign-ups/import", take="yes", content=pasted)
    assert "1 answers are new" in page or "1 answer" in page
    assert SignUp.objects.get().source == "sheet"
    at("lea").post("/rotation/sign-ups/import", status=422, content="nothing like it")
    csv = at("sam").client.get("/rotation/sign-ups.csv")
    assert csv.content.decode() == as_sheet(story.programme, at=story.now)
    assert "ana,Ana Ruiz,,eager" in csv.content.decode()


def test_empty_pages_teach(story: Story, at):
    Window.objects.all()
    story.now = story.now.replace(month=8)
    assert "No window is open for sign-up" in at("ana").get("/rotation/sign-ups")
    assert "No window is coming" in at("lea").get("/rotation/windows")
