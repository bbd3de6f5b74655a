"""Sheet, table and seats side by side, one click each way."""

from __future__ import annotations

import pytest

from holdfast.rotation.actions import upload_table
from holdfast.rotation.models import Seat
from tests.cast import Story


@pytest.mark.req("R37")
def test_one_click_each_way(story: Story, at):
    lea = at("lea")
    page = lea.get("/rotation/reconcile")
    assert "Nothing differs" in page and "No table was brought in" in page
    assert "Slack is not connected" in page
    row = "| 2026-02-16 to 2026-03-16 | @ana, @bo, @ghost |"
    upload_table(
        programme=story.programme,
        content=f"| Rotation | Engineers |\n|---|---|\n{row}\n".encode(),
        name="page.md",
        by=story.lea,
        at=story.now,
    )
    page = lea.get("/rotation/reconcile")
    assert "3 differences" in page and "“page.md”, brought in by Lea Marsh" in page
    assert "/people/ghost" not in page.links and "/people/ana" in page.links
    assert [link for link in page.links if link.startswith("/rotation/uploads/")]
    reader = at("rex").get("/rotation/reconcile")
    assert "3 differences" in reader
    assert not [form for form in reader.forms if form.endswith("/settlement")]
    # The form of a difference is one for each way, to one address.
    first = next(form for form in page.forms if form.endswith("/settlement"))
    at("rex").post(first, status=403, take="ours")
    page = lea.post(first, take="table")
    assert "unconfirmed until they say yes" in page
    assert Seat.objects.filter(person__login="bo", withdrawal=None).exists()
    lea.post(first, status=409, take="table")
    for address in [form for form in page.forms if form.endswith("/settlement")]:
        page = lea.post(address, take="ours")
    assert "Nothing differs that is not settled." in page and "by Lea Marsh" in page
    assert lea.client.get(first).status_code == 303
