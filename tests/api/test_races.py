"""Two clients do the same thing, or the opposite, at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from holdfast.escalation.models import Escalation, Update
from tests.api.client import RAISED, Api
from tests.cast import Story

pytestmark = [
    pytest.mark.urls("tests.api.urls"),
    pytest.mark.django_db(transaction=True),
]


def at_once(count: int, call: Callable[[], Any]) -> list[Any]:
    """The answers of so many calls, each in a thread of its own, started together."""
    ready, answers = threading.Barrier(count), []

    def run() -> None:
        try:
            ready.wait()
            answers.append(call())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(3))
def test_the_same_request_five_times_at_once(
    client_of: Callable[..., Api], story: Story, round_: int
):
    sam, ana = client_of("sam"), client_of("ana")
    answers = at_once(5, lambda: Api(story, secret=sam.secret).post("escalations", RAISED, key="z"))
    assert [each.status_code for each in answers] == [201] * 5
    assert len({each.json()["ref"] for each in answers}) == 1
    assert Escalation.objects.count() == 1
    ref = answers[0].json()["ref"]

    def declines() -> Any:
        return Api(story, secret=ana.secret).post(
            f"escalations/{ref}/decline", {"reason": "A question."}, key="d"
        )

    assert [each.status_code for each in at_once(4, declines)] == [200] * 4
    sam.put(f"escalations/{ref}/reopening", {"reason": "It is one."})
    ana.put(f"escalations/{ref}/acceptance")

    def updates() -> Any:
        return Api(story, secret=ana.secret).post(
            f"escalations/{ref}/updates", {"text": "News."}, key="u"
        )

    answers = at_once(4, updates)
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.json()["id"] for each in answers}) == 1
    assert Update.objects.count() == 1


@pytest.mark.slow
@pytest.mark.req("R41")
def test_two_accept_at_once(client_of: Callable[..., Api], story: Story):
    sam, secrets = client_of("sam"), [client_of("ana").secret, client_of("kim").secret] * 3
    ref = sam.raised()
    turns = iter(secrets)

    def accept() -> Any:
        return Api(story, secret=next(turns)).put(f"escalations/{ref}/acceptance")

    answers = at_once(6, accept)
    owner = sam.get(f"escalations/{ref}").json()["owner"]
    assert sorted(each.status_code for each in answers) == [200] * 3 + [409] * 3
    for each in answers:
        assert each.json()["owner"] == owner


@pytest.mark.slow
def test_an_offer_is_accepted_and_withdrawn_at_once(client_of: Callable[..., Api], story: Story):
    sam, ana, kim = client_of("sam"), client_of("ana"), client_of("kim")
    ref = sam.raised()
    ana.put(f"escalations/{ref}/acceptance")
    number = ana.post(f"escalations/{ref}/handovers", {"to": "kim", "note": "It."}).json()["id"]
    turns = iter([(kim, "acceptance"), (ana, "withdrawal")])

    def answer() -> Any:
        who, word = next(turns)
        return Api(story, secret=who.secret).put(f"handovers/{number}/{word}")

    assert sorted(each.status_code for each in at_once(2, answer)) == [200, 409]
    state = sam.get(f"handovers/{number}").json()["state"]
    owner = sam.get(f"escalations/{ref}").json()["owner"]
    assert (state, owner) in {("accepted", "kim"), ("withdrawn", "ana")}
