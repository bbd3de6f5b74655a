"""Nobody stands above themselves."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Person
from holdfast.people.queries import above
from holdfast.people.rules.managers import circles, in_words, no_circle
from tests.cast import Story

LOGINS = st.sampled_from("abcdefg")


def test_a_circle_is_found_once_and_said():
    assert list(circles({"a": "b", "b": "c", "c": "a", "x": "a", "y": "z"})) == [["a", "b", "c"]]
    assert in_words(["a", "b"]) == "a reports to b, b to a"
    assert in_words([str(n) for n in range(9)]).endswith("4 to 5, and so on round 9 people")


@given(st.dictionaries(LOGINS, LOGINS))
def test_exactly_those_who_come_back_to_themselves(manager_of: dict[str, str]):
    def comes_back(login: str) -> bool:
        above = login
        for _ in manager_of:
            above = manager_of.get(above, "")
            if above == login:
                return True
        return False

    found = [login for circle in circles(manager_of) for login in circle]
    assert sorted(found) == sorted(filter(comes_back, manager_of))


@given(st.dictionaries(LOGINS, LOGINS), LOGINS, LOGINS)
def test_one_manager_more(manager_of: dict[str, str], login: str, manager: str):
    def way_up():
        each: str | None = manager
        while each:
            yield each
            each = manager_of.get(each)

    manager_of.pop(login, None)
    makes_one = any(login in circle for circle in circles({**manager_of, login: manager}))
    if makes_one:
        with pytest.raises(Invalid, match="circle"):
            no_circle(login, way_up())
    else:
        no_circle(login, itertools.islice(way_up(), 100))


def test_the_way_up_from_somebody(story: Story):
    people = {login: Person.objects.get(login=login) for login in ("ana", "max", "rex")}
    people["max"].manager = people["rex"]
    people["max"].save()
    assert list(above(people["ana"])) == ["ana", "max", "rex"]
    with pytest.raises(Invalid, match="rex reports to ana, ana to max, max to rex"):
        no_circle("rex", above(people["ana"]))
    no_circle("bo", above(people["ana"]))
