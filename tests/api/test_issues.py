"""Support issues through the API."""

from __future__ import annotations

import pytest

from tests.api.client import problem
from tests.cast import Story
from tests.support.issues import said, take


@pytest.mark.req("R77")
def test_issues_and_what_is_about_them(story: Story, client_of):
    take(
        story, said("41", title="Slow", customer="Acme"), said("a/2"), said("3", filed_defect=True)
    )
    sam = client_of("sam")
    first = sam.get("issues?limit=1").json()
    rest = sam.get(f"issues?after={first['next'].replace('+', '%2B')}").json()
    assert [each["key"] for each in first["items"] + rest["items"]] == ["a/2", "41"]
    assert [each["key"] for each in sam.get("issues?kind=defects").json()["items"]] == ["3"]
    problem(sam.get("issues?kind=x"), 422, "invalid", "kind")
    ref = sam.raised()
    made = sam.post(f"escalations/{ref}/issues", {"issue": "a/2"}, key="once")
    assert (made.status_code, made.json()["how"], made.json()["by"]) == (201, "hand", "sam")
    again = sam.post(f"escalations/{ref}/issues", {"issue": "a/2"}, key="once")
    assert again.json() == made.json()
    assert [each["escalation"] for each in sam.get("issues/a/2").json()["escalations"]] == [ref]
    assert sam.get(f"escalations/{ref}/issues").json()["items"] == [made.json()]
    problem(sam.post(f"escalations/{ref}/issues", {"issue": "9"}), 404, "not-found")
    problem(client_of("rex").post(f"escalations/{ref}/issues", {"issue": "41"}), 403, "not-allowed")
    gone = sam.call("DELETE", f"escalations/{ref}/issues/a/2")
    assert gone.json() == {"items": []}
