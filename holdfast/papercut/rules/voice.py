"""Whose word counts for what (R61): GTM ranks, engineering estimates, product judges. Pure.

A role gives no voice but one: whoever is an engineer speaks for engineering. Leads and administrators
give voices, to themselves too, on the record; while nobody speaks for GTM or for product, they do it
meanwhile, and what they said is marked so (docs/decisions/0023).
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from holdfast.people.rules.permission import rank


class Standing(StrEnum):
    """As whom somebody speaks."""

    OWN = "own"
    MEANWHILE = "meanwhile"  # a lead, as nobody speaks for the part
    NONE = "none"


def standing(part: str, *, person: int | None, role: str, voices: Collection[int]) -> Standing:
    """As whom this person speaks for a part that these people, by number, have the voice of."""
    if person is not None and person in voices:
        return Standing.OWN
    if part == "engineering":
        return Standing.OWN if role == "engineer" else Standing.NONE
    if not voices and rank(role) >= rank("lead"):
        return Standing.MEANWHILE
    return Standing.NONE
