"""A statement gives what its query gives, however often it runs and whatever is in its slots."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.escalation.models import Escalation
from holdfast.people.models import Absence, Person
from holdfast.rotation.models import Seat
from holdfast.store import Listed, Statement, slot
from tests.cast import Story


def plain(found: object) -> dict[str, object]:
    return {key: value for key, value in vars(found).items() if not key.startswith("_")}


def test_the_same_objects_as_the_query_with_what_they_are_joined_to(story: Story):
    issues = [story.owned(by="ana"), story.raised(by="rex")]
    query = Escalation.objects.select_related("ownership__person", "raised_by")
    statement = Statement(lambda: query.filter(pk=slot.number("number")))
    for issue in issues:
        found, wanted = statement.first(number=issue.pk), query.get(pk=issue.pk)
        assert plain(found) == plain(wanted)
        with CaptureQueriesContext(connection) as asked:
            assert found.owner == wanted.owner
            assert plain(found.raised_by) == plain(wanted.raised_by)
        assert not asked
    assert statement.all(number=-1) == []
    assert statement.first(number=-1) is None


def test_days_instants_and_texts(story: Story):
    seats = Statement(
        lambda: Seat.objects.filter(
            window__starts_on__lte=slot.day("day"),
            window__ends_on__gte=slot.day("day"),
            at__lte=slot.instant("at"),
            person__login=slot.text("login"),
        ).select_related("confirmation", "withdrawal")
    )
    given = {"day": story.now.date(), "at": story.now, "login": "ana"}
    (seat,) = seats.all(**given)
    assert seat.at.tzinfo is not None
    assert seat.confirmation.seat_id == seat.pk
    assert getattr(seat, "withdrawal", None) is None
    for name, value in (
        ("day", story.now.date() + timedelta(days=90)),
        ("at", story.now - timedelta(days=900)),
        ("login", "bo' OR ''='"),
    ):
        assert seats.all(**{**given, name: value}) == []


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8])
def test_lists_of_any_length(story: Story, count: int):
    numbers = [person.pk for person in story.people.values()][:count]
    people = Listed(lambda among: Person.objects.filter(among("pk")))
    assert sorted(person.pk for person in people.all(numbers * 2)) == sorted(numbers)
    days = Listed(
        lambda among: Absence.objects.filter(
            among("person"), starts_on__lte=slot.day("day")
        ).values_list("person_id", "starts_on")
    )
    today = story.now.date()
    for number in numbers:
        Absence.objects.create(person_id=number, starts_on=today, ends_on=today, at=story.now)
    assert sorted(days.all(numbers, day=today)) == sorted((each, today) for each in numbers)


@pytest.mark.django_db(transaction=True)
def test_threads_share_a_statement():
    made = [Person.objects.create(login=f"p{number}") for number in range(4)]
    statement = Statement(lambda: Person.objects.filter(login=slot.text("login")))
    found: list[Person] = []

    def ask(login: str) -> None:
        try:
            found.extend(statement.all(login=login) * 25)
        finally:
            connection.close()

    threads = [Thread(target=ask, args=[person.login]) for person in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.pk for each in found) == sorted(person.pk for person in made * 25)
