"""The report and engagement through the API and the terminal's words."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.api.client import Api, problem
from tests.cast import Story
from tests.insight.march import MAILED, march


@pytest.mark.req("R77")
def test_the_report_and_engagement(
    story: Story, client_of: Callable[..., Api], moment: Callable[[datetime], None]
):
    march(story)
    story.now = MAILED
    moment(MAILED)
    rex = client_of("rex", "read")
    found = rex.get("report?from=2026-03-01&to=2026-03-31").json()
    assert found["engagement"]["rate"] == 0.15 and found["escalations"]["raised"] == 5
    assert rex.get("report").json()["period"] == {
        "from": "2026-03-01",
        "to": "2026-03-31",
        "over": True,
    }
    found = rex.get("engagement?from=2026-03-01&to=2026-03-31&by=customer").json()
    assert [each["key"] for each in found["parts"]] == ["Acme", "Umbra Freight"]
    assert found["whole"]["unmatched"] == 1 and found["parts"][0]["unmatched"] is None
    assert rex.get("engagement?by=mood").status_code == 422
    refused = problem(rex.get("report?from=2026-03-31&to=2026-03-01"), 422, "invalid", "to")
    assert "before it starts" in refused["detail"]


def test_a_key_that_stands_twice_is_refused(story: Story, client_of: Callable[..., Api]):
    """Of two a reader might see the one and we check the other."""
    text = b'{"record": {"statement": {"halves": 20, "halves": 2}, "signature": {}}}'
    answer = client_of("rex").call("POST", "service-records/check", raw=text)
    assert answer.status_code == 400, answer.content


def test_subscriptions(story: Story, client_of: Callable[..., Api]):
    sam, kim = client_of("sam"), client_of("kim")
    assert sam.put("people/sam/subscription", {}).json() == {"login": "sam", "subscribed": True}
    assert [each["login"] for each in kim.get("subscriptions").json()["items"]] == ["sam"]
    problem(kim.call("DELETE", "people/sam/subscription"), 403, "not-allowed")
    assert client_of("lea").call("DELETE", "people/sam/subscription").status_code == 200
    assert kim.get("subscriptions").json()["items"] == []
