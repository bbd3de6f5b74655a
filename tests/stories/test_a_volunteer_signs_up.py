"""From the lead's open windows to a seat that its engineer confirmed, by the edges people use."""

from __future__ import annotations

import pytest

from holdfast.journal.models import Delivery, Event
from holdfast.mail.render import render
from holdfast.people.models import Person
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, SignUp, Window
from holdfast.rotation.queries import missing, who, window
from holdfast.rotation.queries.sign_ups import as_sheet
from tests.cast import Story
from tests.rotation.signing import sheet
from tests.web.conftest import Site


def letters(login: str, kind: str) -> list[str]:
    """The mails somebody is owed about a kind of event, as they read them."""
    person = Person.objects.get(login=login)
    owed = Delivery.objects.filter(recipient=str(person.pk), event__kind=kind).order_by("id")
    return [render(each.event, person, key=each.key).text for each in owed]


def tick(story: Story) -> None:
    for sweep in (
        actions.ask_for_sign_ups,
        actions.announce_open_seats,
        actions.ask_to_confirm,
    ):
        sweep(story.now)


@pytest.mark.req("R1", "R10", "R28", "R29", "R36")
def test_a_volunteer_signs_up_and_is_seated(story: Story, day):
    # Lea opens the spring; the engineers are asked.
    Site("lea").post("/rotation/windows", count="3")
    april = Window.objects.get(starts_on="2026-04-13")
    tick(story)
    (asked,) = letters("bo", "sign_up.asked")
    assert "Mon 13 Apr 2026 to Mon 11 May 2026" in asked and "/rotation/sign-ups" in asked
    assert not letters("sam", "sign_up.asked"), "engineers only"

    # Bo answers on a phone, for a half; he takes halves.
    Site("bo").post("/people/bo/volunteer", halves="halves", allocation="100")
    answers = {
        f"choice_{each.pk}": "0" for each in Window.objects.filter(starts_on__gt="2026-03-03")
    }
    answers |= {f"choice_{april.pk}": "3", f"halves_{april.pk}": "second"}
    page = Site("bo").post("/people/bo/sign-ups", **answers)
    assert "Saved: 3 answers new" in page

    # Kim's word comes with the team's old sheet, which Lea pastes; Kim hears of it.
    sheet(story, "who\t13 April 2026\tBeer\nKim Seo-yeon\tif needed\tyes\n")
    (told,) = letters("kim", "sign_up.said")
    assert "2026-04-13 to 2026-05-11: if needed" in told and "Lea Marsh wrote down" in told

    # A week on, only who has not answered is asked again.
    story.now = story.now.replace(day=10)
    tick(story)
    assert len(letters("bo", "sign_up.asked")) == 1 and len(letters("ana", "sign_up.asked")) == 2

    # The seats are open and announced, but not to who said no.
    assert any("13 Apr 2026" in each for each in letters("bo", "window.announced"))
    assert not any("16 Mar 2026" in each for each in letters("bo", "window.announced")[1:])

    # Lea seats Bo for his half, and is told what is against the whole of it.
    page = Site("lea").post(f"/windows/{april.pk}/seats", status=409, login="bo")
    assert any("is not there in the first half" in each for each in page.alerts)
    half = {"part": "second", "reason_kind": "individual", "reason": "Away until the 24th."}
    Site("lea").post(f"/windows/{april.pk}/seats", login="bo", **half)
    (letter,) = letters("bo", "seat.proposed")
    assert "Mon 27 Apr 2026 to Mon 11 May 2026, a part of the window" in letter

    # It is a claim until Bo says yes; who is on names him from his own first day.
    seat = Seat.objects.get(person__login="bo")
    at = story.now.replace(month=4, day=28)
    assert [(on.person.login, on.confirmed) for on in who(story.programme, at=at).engineers] == [
        ("bo", False)
    ]
    assert "is confirmed" in Site("bo").post(f"/seats/{seat.pk}/confirmation")
    assert who(story.programme, at=at).engineers[0].confirmed
    assert missing(window(april.pk)) == 2, "its first half has nobody"

    # He thinks again: a no does not end the seat, and he is shown the way.
    page = Site("bo").post("/people/bo/sign-ups", **{**answers, f"choice_{april.pk}": "0"})
    assert "and have a seat in it" in page
    Site("bo").post(f"/seats/{seat.pk}/withdrawal", reason="A launch moved.")
    assert "and have a seat in it" not in Site("bo").get("/rotation/sign-ups")
    words = SignUp.objects.filter(person__login="bo", window=april).order_by("pk")
    assert [row.choice for row in words] == [3, 0], "every word is kept"
    assert "no" in as_sheet(story.programme, at=story.now)

    # Nobody wants May; Lea drops it, and nobody is asked about it any more.
    may = Window.objects.get(starts_on="2026-05-11")
    assert "Nobody wants it" in Site("lea").get("/rotation/sign-ups")
    Site("lea").post(f"/windows/{may.pk}/dropping", reason="The office is closed.")
    assert "2026-05-11 to" not in as_sheet(story.programme, at=story.now)
    story.now = story.now.replace(day=17)
    tick(story)
    last = Event.objects.filter(kind="sign_up.asked").order_by("pk").last()
    assert may.pk not in last.data["windows"]
