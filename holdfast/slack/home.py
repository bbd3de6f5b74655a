"""The App Home: what is mine. Each feature brings its sections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slack_sdk.models.blocks import Block

from holdfast.people.models import Person

# What a section shows somebody now; nothing where there is nothing to say.
Section = Callable[[Person, datetime], list[Block]]

_sections: list[tuple[int, Section]] = []


def section(order: int) -> Callable[[Section], Section]:
    """Register a section; smaller orders stand higher: 10 what I hold, 20 what is due, 30 offers to me,
    40 my next window, 50 sign-up and swap, 60 the programme's health."""

    def add(made: Section) -> Section:
        _sections.append((order, made))
        _sections.sort(key=lambda pair: pair[0])
        return made

    return add
