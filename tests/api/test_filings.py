"""Places and filings, as programs of a lead and of the owner use them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import Api, problem
from tests.cast import Story
from tests.tracker.conftest import memory  # noqa: F401
from tests.tracker.memory import Memory

pytestmark = [
    pytest.mark.urls("tests.api.urls"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("billing"),
]
PLACE = {"tracker": "github", "where": "acme/payments"}


@pytest.mark.req("R80", "R42")
def test_a_place_and_what_is_filed_there(
    client_of: Callable[..., Api],
    story: Story,
    memory: Memory,  # noqa: F811
):
    ana, lea, here = client_of("ana"), client_of("lea"), "teams/billing/place"
    problem(ana.get(here), 404, "not-found")
    problem(ana.put(here, PLACE), 403, "not-allowed")
    problem(lea.put(here, {**PLACE, "where": "acme"}), 422, "invalid", "where")
    memory.public = True
    said = lea.put(here, PLACE).json()
    assert (said["team"], said["public"], said["trouble"]) == ("Billing", True, None)
    assert ana.get(here).json() == said

    piece = story.piece(story.owned(customer="Acme GmbH"), title="Acme's invoices stop")
    to = f"pieces/{piece.pk}/filing"
    problem(ana.get(to), 404, "not-found")
    refused = problem(ana.post(to, {}), 422, "invalid")
    assert "the customer “Acme GmbH” in the title" in refused["detail"]
    memory.public = False
    made = ana.post(to, {}, key="once")
    assert made.status_code == 201
    assert made.headers["Location"].endswith(f"/api/v1/{to}")
    assert (made.json()["state"], made.json()["where"]) == ("waiting", "acme/payments")
    assert ana.post(to, {}, key="once").json() == ana.get(to).json() == made.json()

    asked = story.ask(story.owned(), to_team="Billing")
    to = f"asks/{asked.pk}/filing"
    assert ana.post(to, {}).json()["ask"] == asked.pk
    assert ana.get(to).json()["issue"] is None
    assert lea.call("DELETE", here).json()["where"] == "acme/payments"
    problem(lea.call("DELETE", here), 404, "not-found")
