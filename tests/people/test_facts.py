"""What people write of themselves, and what it is read as."""

from __future__ import annotations

from datetime import time

import pytest

from holdfast.kernel.refusal import Invalid
from holdfast.people.rules.facts import hours


@pytest.mark.req("R17")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9-17", (time(9), time(17))),
        ("9:00-17:00", (time(9), time(17))),
        ("09:00-17:30", (time(9), time(17, 30))),
        ("9 to 17:30", (time(9), time(17, 30))),
        ("09:00:00 – 17:00:00", (time(9), time(17))),
        ("22-6", (time(22), time(6))),
    ],
)
def test_hours_as_people_write_them(written: str, read: tuple[time, time]):
    assert hours(written) == read


@pytest.mark.parametrize(
    "written", ["late", "9", "9-", "9-25", "9:5-17", "9:60-17", "9-9:00", "09:00Z-17:00", "٩-17"]
)
def test_hours_that_are_none(written: str):
    with pytest.raises(Invalid) as refused:
        hours(written)
    assert refused.value.field == "hours"
