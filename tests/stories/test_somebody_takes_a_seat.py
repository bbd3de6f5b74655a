"""Ana cannot be there for a few days; somebody takes them, and what she owns stays hers until it is
handed over. Later the days go back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from holdfast.people.models import Person
from holdfast.rotation.models import Seat, Swap, Volunteer
from holdfast.rotation.queries import who
from tests.cast import Story
from tests.rotation import swapping as do
from tests.stories.day import Day

TUESDAY = datetime(2026, 4, 21, 12, tzinfo=UTC)


@pytest.fixture
def seat(story: Story) -> Seat:
    """Ana and Mia are on from 13 April to 11 May; Kit served before and is free."""
    Volunteer.objects.create(person=story.people["ana"], rest_days=20)
    do.engineer("kit")
    do.engineer("mia")
    do.served(story, "ana", "kit", "mia")
    where = do.window(story)
    do.seat(story, where, "mia", position=1)
    return do.seat(story, where, "ana")


def on(story: Story, at: datetime) -> list[str]:
    return sorted(each.person.login for each in who(story.programme, at=at).engineers)


@pytest.mark.req("R28", "R29", "R91")
def test_a_cover_of_three_days_and_back(day: Day, story: Story, seat: Seat):
    issue = story.owned(by="ana")
    page = day.at("ana").post(
        f"/seats/{seat.pk}/swaps",
        part="days",
        starts_on="2026-04-20",
        ends_on="2026-04-23",
        note="Our release is that week.",
    )
    assert "all who could may take it now" in page
    swap = Swap.objects.get()

    # Kit reads it; so does Bo, for whom it would be the first time, with Mia beside him.
    mail = day.mail("kit", "swap.offered")
    assert "to all who could take it; the first has it" in mail
    assert "until then Ana Ruiz stays on" in mail and "Our release is that week." in mail
    assert f"/swaps/{swap.pk}" in mail and day.mails("bo", "swap.offered")
    assert not day.mails("mia", "swap.offered"), "who is on already cannot be it twice"
    assert on(story, TUESDAY) == ["ana", "mia"], "nothing changes before it is taken"

    taken = day.run("rotation", "swap", "take", str(swap.pk), "--as", "kit", "--json")
    assert taken.json["end"]["taker"] == "kit"
    late = day.api("bo").put(f"swaps/{swap.pk}/acceptance")
    assert (late.status_code, late.json()["taker"]) == (409, "kit")
    assert on(story, TUESDAY) == ["kit", "mia"]
    assert on(story, datetime(2026, 4, 24, 12, tzinfo=UTC)) == ["ana", "mia"]
    assert "Kit has taken Ana Ruiz's seat" in day.mail("bo", "swap.taken").subject

    # The escalation stays where it is, and the mail says so.
    mail = day.mail("ana", "swap.taken")
    assert "every escalation you hold stays yours until somebody accepts it" in mail
    assert story.see(issue).owner.login == "ana"

    # The release is moved: Ana asks for the days back, and Kit says yes.
    day.at("ana").post(f"/swaps/{swap.pk}/untaking", note="The release is moved.")
    back = Swap.objects.get(undoes=swap)
    assert "Say whether you give it back." in day.mail("kit", "swap.asked_back")
    assert on(story, TUESDAY) == ["kit", "mia"], "nor does it go back by itself"
    assert day.api("kit").put(f"swaps/{back.pk}/consent").json()["state"] == "taken"
    assert on(story, TUESDAY) == ["ana", "mia"]
    assert [each[0:3] for each in do.standing(story, seat.window)] == [
        ("ana", "04-13", "05-11"),
        ("mia", "04-13", "05-11"),
    ]


@pytest.mark.req("R29")
def test_nobody_answers(day: Day, story: Story, seat: Seat):
    """They are asked once more half-way; then it expires, and Ana is on as she always was."""
    swap = do.offer(story, seat, to="kit")
    for moment in (swap.alarm_at, swap.expires_at):
        story.now = moment
        story.tick()
    assert "nobody has answered" in day.mail("kit", "swap.reminded")
    assert "Nothing has changed: Ana Ruiz stays on." in day.mail("ana", "swap.expired")
    assert on(story, TUESDAY) == ["ana", "mia"]


@pytest.mark.req("R91")
def test_who_gives_a_running_seat_away_is_off_rotation_with_what_they_own(
    day: Day, story: Story, seat: Seat
):
    """From the day on, the list of what people off the rotation still hold has it, with its date."""
    issue = story.owned(by="kim")
    Person.objects.filter(login="kit").update(team=story.people["kim"].team)
    running = Seat.objects.get(person__login="kim")
    do.take(story, do.offer(story, running, to="kit"), "kit")
    held = day.at("lea").get("/escalations?state=off-rotation")
    assert issue.ref not in held, "she is on until tomorrow"
    story.now = datetime(2026, 3, 6, 12, tzinfo=UTC)
    held = day.at("lea").get("/escalations?state=off-rotation")
    assert issue.ref in held and "4 Mar" in held
    assert story.see(issue).owner.login == "kim"
