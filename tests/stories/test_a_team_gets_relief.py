"""A home team does less while Ana is on, and says at the end whether it did (R35, R90)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from holdfast.people.models import Person
from tests.cast import Story
from tests.rotation.reliefs import Reliefs
from tests.stories.day import Day


@pytest.mark.req("R35", "R90")
def test_max_makes_room_from_his_mail(day: Day, story: Story):
    """Max manages Ana, has no password here and never signs in."""
    relief = Reliefs(story)
    relief.window(datetime(2026, 5, 4).date(), datetime(2026, 6, 1).date())
    seat = relief.seat("ana", allocation=50)
    assert not Person.objects.get(login="max").has_usable_password()

    # Ana says yes to her seat; her team is asked for the room, half of her days in it.
    day.at("ana").post(f"/seats/{seat.pk}/confirmation")
    asked = day.mail("max", "relief.made")
    assert "20 x 50 % / 60 = 16.7 %" in asked

    # He lets it lie. A week ahead he hears of it again; on the first day Lea does, too.
    relief.on(datetime(2026, 4, 1).date())
    assert len(day.mails("max", "relief.unacknowledged")) == 1
    assert not day.mails("lea", "relief.unacknowledged")
    relief.on(datetime(2026, 4, 6).date())
    assert len(day.mails("lea", "relief.unacknowledged")) == 1
    assert "Search has not made room for Ana Ruiz" in day.at("lea").get("/")
    assert "Relief not acknowledged" in day.at("sam").get("/rotation")

    # He opens the link of the last mail, on his phone, without an account.
    (link,) = re.findall(r"/reliefs/link/\S+", day.mails("max", "relief.unacknowledged")[-1].text)
    phone = day.at("")
    page = phone.get(link)
    assert "in the name of Max Vogel" in page and "16.7 % less" in page
    page = phone.post(f"{link}/acknowledgement", dropped="The index rewrite\nThe May release")
    assert "the team makes room" in page
    for login in ("ana", "lea"):
        assert "The index rewrite" in day.mail(login, "relief.acknowledged")
    assert "has not made room" not in day.at("lea").get("/")

    # Four weeks later: the release was shipped all the same.
    relief.on(datetime(2026, 5, 5).date())
    assert "The May release" in day.mail("ana", "relief.over")
    (link,) = re.findall(r"/reliefs/link/\S+", day.mail("max", "relief.over").text)
    ana = day.at("ana")
    assert "Was it dropped while Ana Ruiz was on?" in ana.get("/")
    told = relief.see(seat.reliefs.get())
    rewrite, release = told.dropped.all()
    phone.post(f"{link}/dropped/{rewrite.pk}/outcome", became="dropped", days="6")
    page = ana.post(f"/dropped/{release.pk}/outcome", became="anyway")
    assert "Done all the same" in page
    assert "Was it dropped" not in ana.get("/")

    page = day.at("lea").get("/reliefs")
    assert "10 days promised" in page and "6 days given" in page and "1 of 2 things" in page
    shown = day.api("lea").get(f"reliefs/{told.pk}").json()
    assert (shown["promised_days"], shown["given_days"], shown["state"]) == (10, 6, "told")
    assert shown["acknowledged"]["via"] == "mail-link"
    assert story.now < datetime(2026, 6, 1, tzinfo=UTC)
