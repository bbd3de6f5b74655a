"""Calls for help, as pages."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Tag
from tests.cast import Story

WHERE = "https://chat.example.com/1"


@pytest.mark.req("R4")
def test_a_tag_is_listed_and_raised_from_its_link(story: Story, at):
    story.calls(text="<b>Search</b> is down.")
    page = at("ana").get("/tags")
    assert "Sam Okafor" in page and "<b>Search</b> is down." in page
    [raising] = [each for each in page.links if each.startswith("/escalations/new?origin_url")]
    form = at("ana").get(raising)
    assert WHERE in form.html
    typed = {"title": "Down", "stakes": "All.", "why_now": "Now.", "severity": "1"}
    at("ana").post("/escalations/new", origin_url=WHERE, **typed)
    assert Tag.objects.get().state == "raised"
    assert "Nobody waits for an answer" in at("ana").get("/tags")
    assert "ESC-" in at("ana").get("/tags?state=raised")


@pytest.mark.req("R4")
def test_it_is_dismissed_with_a_reason_by_who_may(story: Story, at):
    tag = story.calls().tag
    here = f"/tags/{tag.pk}/dismissal"
    assert here not in at("rex").get("/tags").links
    assert "Who called for help or an engineer can" in at("rex").post(
        here, reason="No.", status=403
    )
    assert "Say why it is no escalation" in at("kim").post(here, reason="", status=422)
    page = at("kim").post(here, reason="Docs say so.")
    assert "is told why" in page
    assert "Docs say so." in at("sam").get("/tags?state=dismissed")
