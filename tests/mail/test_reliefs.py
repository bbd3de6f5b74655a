"""What managers, engineers and leads read about relief."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from holdfast.journal.models import Delivery
from holdfast.mail.render import Letter, render
from holdfast.people.models import Person
from holdfast.rotation.queries.relief_link import by_secret
from tests.cast import Story
from tests.rotation.reliefs import Reliefs


@pytest.fixture
def relief(story: Story) -> Reliefs:
    return Reliefs(story)


def letter(login: str, kind: str) -> Letter:
    person = Person.objects.get(login=login)
    owed = Delivery.objects.filter(recipient=str(person.pk), event__kind=kind).latest("id")
    return render(owed.event, person, key=owed.key)


def words(login: str, kind: str) -> str:
    return " ".join(letter(login, kind).text.split())


@pytest.mark.req("R35")
def test_the_manager_gets_the_formula_and_a_link_of_their_own(story: Story, relief: Reliefs):
    made = relief.made()
    said = letter("max", "relief.made")
    assert (
        said.subject == "Search: less scope while Ana Ruiz is on the rotation from Mon 6 Apr 2026"
    )
    text = " ".join(said.text.split())
    assert "works 21 days of it at 100 %: 21 days that Search does not have" in text
    assert "21 x 100 % / 63 = 33.3 %" in text and "do not pass it on" in text
    (address,) = [each for each in text.split() if "/reliefs/link/" in each]
    assert address.startswith(settings.BASE_URL)
    found, person = by_secret(address.split("/reliefs/link/")[1], at=story.now)
    assert (found, person.login) == (made, "max")


def test_others_are_sent_to_its_page(story: Story, relief: Reliefs):
    made = relief.made("kim")
    text = words("lea", "relief.made")
    assert f"/reliefs/{made.pk}" in text and "/reliefs/link/" not in text
    assert "No manager of Kim Seo-yeon is known" in text
    late = relief.made()
    relief.on(date(2026, 4, 7))
    assert "/reliefs/link/" in words("max", "relief.unacknowledged")
    text = words("lea", "relief.unacknowledged")
    assert "/reliefs/link/" not in text and "the seat has begun" in text
    relief.acknowledge(late, "Docs", "Hints")
    for login in ("ana", "lea"):
        assert "What is dropped: Docs Hints" in words(login, "relief.acknowledged")
    relief.drop(late, "Rota")
    assert "Rota" in words("ana", "relief.dropped")


def test_a_link_in_an_old_letter_is_of_who_answers_now(story: Story, relief: Reliefs):
    relief.made()
    Person.objects.filter(login="ana").update(manager=Person.objects.get(login="rex"))
    text = words("max", "relief.made")
    assert "/reliefs/link/" not in text and "somebody else answers for it by now" in text


def test_at_its_end(story: Story, relief: Reliefs):
    made = relief.acknowledge(relief.made(), "Docs")
    relief.on(date(2026, 5, 6))
    for login in ("ana", "max"):
        text = words(login, "relief.over")
        assert "relieved of 21 days by dropping: Docs" in text
        assert ("/reliefs/link/" in text) is (login == "max")
    relief.withdraw(made, reason="Never began.")
    assert "Never began." in words("max", "relief.ended")


def test_another_manager_reads_who_was_asked_before(story: Story, relief: Reliefs):
    from holdfast.rotation.actions import ring_reliefs

    relief.made()
    Person.objects.filter(login="ana").update(manager=Person.objects.get(login="rex"))
    ring_reliefs(story.now)
    text = words("rex", "relief.passed_on")
    assert "Max Vogel was asked before; by the directory it is you now" in text
    assert "/reliefs/link/" in text
