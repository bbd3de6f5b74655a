"""Who responds first to a customer, and what is said where nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from holdfast.escalation.rules.phase import Known, responds_first, standing

ACME = Known("Acme", date(2026, 3, 1), implementation_engineer=1, support_engineer=2)


@pytest.mark.req("R86")
@pytest.mark.parametrize(
    ("today", "buffer", "phase"),
    [
        (date(2026, 2, 1), 0, "implementation"),
        (date(2026, 2, 28), 0, "implementation"),
        (date(2026, 3, 1), 0, "live"),
        (date(2026, 3, 14), 14, "implementation"),
        (date(2026, 3, 15), 14, "live"),
        (date(2026, 3, 15), None, "unknown"),
    ],
)
def test_the_buffer_runs_from_general_availability(today: date, buffer: int | None, phase: str):
    assert standing(name="acme", customer=ACME, buffer_days=buffer, today=today).phase == phase


def test_an_unknown_phase_says_why():
    def why(name: str, customer: Known | None, buffer: int | None = 14) -> str:
        found = standing(name=name, customer=customer, buffer_days=buffer, today=date(2026, 3, 3))
        assert (found.phase, found.first) == ("unknown", "")
        return found.why

    assert why("", None) == "phase unknown: no customer is named"
    assert why("Umbra", None) == "phase unknown: no customer called Umbra is known"
    assert why("acme", replace(ACME, ga_on=None)) == "phase unknown: no GA date for Acme"
    assert why("Acme", ACME, None) == "phase unknown: the policy sets no buffer after GA"


@pytest.mark.req("R84")
@pytest.mark.parametrize(
    ("phase", "person", "role", "first"),
    [
        ("implementation", 1, "member", True),
        ("implementation", 2, "support", False),
        ("live", 2, "member", True),
        ("live", 9, "support", True),
        ("live", 1, "member", False),
        ("live", 1, "support", False),
        ("unknown", 9, "member", True),
    ],
)
def test_who_is_first(phase: str, person: int, role: str, first: bool):
    assert responds_first(phase, person=person, role=role, customer=ACME) is first


@pytest.mark.req("R84")
def test_one_person_may_be_both():
    both = replace(ACME, implementation_engineer=2)
    for phase in ("implementation", "live"):
        assert responds_first(phase, person=2, role="support", customer=both)
