"""A gate never blocks when a waiver applies, whatever else is so (R33)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from holdfast.people.models import Person
from holdfast.people.rules.policy import Policy
from holdfast.rotation.equivalents import Equivalent
from holdfast.rotation.models import Waiver
from holdfast.rotation.queries.fairness import _turn
from holdfast.rotation.queries.service import Service
from holdfast.rotation.rules.fairness import Gate, months_after

TODAY = date(2026, 3, 3)
DAYS = some.dates(date(2023, 1, 1), date(2028, 1, 1))
PERIODS = some.tuples(DAYS, some.integers(1, 300)).map(
    lambda each: (each[0], each[0] + timedelta(days=each[1]))
)

pytestmark = pytest.mark.req("R32", "R33")


@given(
    waivers=some.lists(PERIODS, max_size=3),
    equivalents=some.lists(PERIODS, max_size=1),
    standing=some.lists(PERIODS, max_size=2),
    halves=some.integers(0, 1),
    promotion_by=some.none() | DAYS,
    wanted=some.booleans(),
    months=some.integers(1, 36),
)
def test_it_may_block_only_where_nothing_speaks_for_them(
    *, waivers, equivalents, standing, halves, promotion_by, wanted, months
):
    turn = _turn(
        Person(login="bo", name="Bo"),
        Service(halves=halves, standing=tuple(standing)),
        asked=[],
        got=0,
        unconfirmed=0,
        promotion_by=promotion_by,
        waivers=[Waiver(starts_on=first, ends_on=last) for first, last in waivers],
        counted=[Equivalent("on-call lead", first, last, 1) for first, last in equivalents],
        policy=Policy(promotion_gate=wanted, next_due_months=months),
        today=TODAY,
    )
    by = promotion_by or TODAY
    since = months_after(by, -months)
    applies = any(first <= by and last >= since for first, last in waivers)
    if applies or halves or equivalents or not wanted:
        assert not turn.gate.may_block
    else:
        assert turn.gate in {Gate.MISSING, Gate.SEATED}
