"""Calls for help over the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdfast.escalation.actions import call_for_help
from holdfast.kernel import clock
from holdfast.people.models import Person
from holdfast.people.queries import actor, default_programme
from tests.api.client import Api, problem

Of = Callable[..., Api]
WHERE = "https://chat.example.com/1"


@pytest.mark.req("R4")
def test_tags_are_listed_dismissed_and_answered_by_a_raise(client_of: Of):
    sam, ana = client_of("sam"), client_of("ana")
    for number in (1, 2):
        call_for_help(
            programme=default_programme(),
            origin_url=f"https://chat.example.com/{number}",
            text="Down.",
            by=actor(Person.objects.get(login="sam"), via="slack"),
            at=clock.now(),
        )
    second, first = ana.get("tags").json()["items"]
    assert (first["state"], first["said_by"], first["thread_url"]) == ("open", "sam", WHERE)
    ref = sam.raised(origin_url=WHERE)
    done = ana.post(f"tags/{second['id']}/dismissal", {"reason": "Docs."})
    assert (done.status_code, done.json()["reason"]) == (200, "Docs.")
    [raised] = ana.get("tags?state=raised").json()["items"]
    assert raised["escalation"] == ref
    problem(ana.post(f"tags/{raised['id']}/dismissal", {"reason": "No."}), 409, "conflict")
    problem(ana.get("tags?state=odd"), 422, "invalid")
    assert ana.get("tags").json()["items"] == []
