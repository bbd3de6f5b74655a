"""Whom to ask (R51, R52, R71): the home team first, then who owns it, then anyone. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

HOME, OWNING, ANYONE = GROUPS = ("home team", "owning team", "anyone")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An entry of the help directory. `person` is the login of whom to ask first, if anybody."""

    name: str
    keywords: Sequence[str]
    team: str
    person: str = ""
    person_name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A team to ask, or first a person of it, and why. `group` is one of GROUPS."""

    group: str
    team: str
    why: str
    person: str = ""
    note: str = ""


def suggest(
    *, home_team: str, owner: str, words: Iterable[str], areas: Sequence[KnownArea]
) -> list[Suggestion]:
    """In the order to ask: a team stands once, in the first group it belongs to.

    An area is the owner's where its name or a keyword stands in `words` as whole words, in any
    case, with or without accents.
    """
    text = folded(" \n ".join(words))
    found: dict[str, Suggestion] = {}
    if home_team:
        why = f"the home team of {owner}: they know each other" if owner else "the home team"
        found[home_team] = Suggestion(HOME, home_team, why)
    named = [(area, hits) for area in areas if (hits := named_in(area, text))]
    for area, hits in named:
        words_said = ", ".join(f"“{hit}”" for hit in hits)
        _add(found, area, OWNING, f"owns {area.name}: the escalation says {words_said}")
    matched = {area.name for area, _ in named}
    for area in areas:
        if area.name not in matched:
            _add(found, area, ANYONE, f"the help directory has them for {area.name}")
    return sorted(found.values(), key=lambda each: GROUPS.index(each.group))


def _add(found: dict[str, Suggestion], area: KnownArea, group: str, why: str) -> None:
    first = f"ask {area.person_name or area.person} first" if area.person else ""
    reason = "; ".join(part for part in (why, first) if part)
    known = found.get(area.team)
    if known is None:
        found[area.team] = Suggestion(group, area.team, reason, area.person, area.note)
    elif group == OWNING:
        # It is the home team too, or owns another area that is named.
        found[area.team] = replace(
            known,
            why=f"{known.why}; {reason}",
            person=known.person or area.person,
            note=known.note or area.note,
        )


def named_in(area: KnownArea, text: str) -> list[str]:
    """The name and keywords of an area that stand in a text, which is `folded`."""
    keys = {folded(each): each for each in reversed((area.name, *area.keywords))}
    return [each for key, each in reversed(keys.items()) if key and key in text]


def folded(text: str) -> str:
    """The words of a text in lower case without accents, each between single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    found = _WORD.findall(bare)
    return f" {' '.join(found)} " if found else ""
