"""A paper cut as another list has it: what every way in hands over. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Card:
    """One entry of a project board or a sheet.

    `key` is its name in its source, and what makes a repeat harmless. `accounts` are names of customers
    who asked. `rank` orders it among those that come with it, the smallest first; `state` is in the
    source's own words and decides nothing here. What is empty is not known, and changes nothing.
    """

    key: str
    title: str
    url: str = ""
    gap: str = ""
    accounts: tuple[str, ...] = ()
    impact: str = ""
    workaround: str = ""
    rank: int | None = None
    estimate_days: Decimal | float | None = None
    state: str = ""
