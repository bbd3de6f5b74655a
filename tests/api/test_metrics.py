"""Figures in the API: what they mean, and the rows they are made of."""

from __future__ import annotations

import pytest

from holdfast.insight.rules.definitions import DEFINITIONS

pytestmark = pytest.mark.urls("tests.api.urls")


def test_every_figure_says_what_it_means_and_opens(client_of, story):
    made, api = story.owned(), client_of("sam", "read")
    listed = api.get("metrics").json()["items"]
    assert [each["name"] for each in listed] == list(DEFINITIONS)
    days = "from=2026-03-01&to=2026-03-31"
    for name in DEFINITIONS:
        assert api.get(f"metrics/{name}?{days}").status_code == 200, name
    rows = api.get(f"metrics/raised?{days}").json()["items"]
    assert [row["ref"] for row in rows] == [made.ref]
    assert api.get("metrics/luck").status_code == 404
    assert api.get("metrics/raised?from=2026-03-02&to=2026-03-01").status_code == 422
    assert api.get("metrics/raised?from=0001-01-01").status_code == 422
    assert api.get("metrics/raised?after=x").status_code == 422
