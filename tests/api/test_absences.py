"""Days away, said by a program."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import Api, problem
from tests.cast import Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


@pytest.mark.req("R91")
def test_a_long_absence_raises_the_alarm(client_of: Callable[..., Api], story: Story):
    ana, kim = client_of("ana"), client_of("kim")
    story.owned(by="ana")
    days = {"starts_on": "2026-03-09", "ends_on": "2026-03-20", "reason": "A wedding"}
    made = ana.put("people/ana/absences", days)
    assert made.status_code == 200
    assert "lea" in story.told("absence.long")
    assert ana.put("people/ana/absences", days).json() == made.json()
    known = kim.get("people/ana/absences").json()["items"]
    assert known == [made.json()] and "reason" not in known[0]
    problem(kim.put("people/ana/absences", days), 403, "not-allowed")
    problem(ana.put("people/nobody/absences", days), 404, "not-found")
    turned = {"starts_on": "2026-03-20", "ends_on": "2026-03-09"}
    problem(ana.put("people/ana/absences", turned), 422, "invalid", "ends_on")
    problem(kim.call("DELETE", f"absences/{made.json()['id']}"), 403, "not-allowed")
    for _ in range(2):
        assert ana.call("DELETE", f"absences/{made.json()['id']}").status_code == 200
    assert kim.get("people/ana/absences").json()["items"] == []
