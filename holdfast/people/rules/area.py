"""The help directory as people write it: an entry, and a CSV of entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import clean, line
from holdfast.people.rules.csv_file import Finding, none_beyond, rows

COLUMNS = ("area", "keywords", "team", "person", "note")
_MOST_NAME, _MOST_KEYWORDS = 120, 400


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of an area. `team` is a name, `person` a login or empty."""

    name: str
    keywords: str
    team: str
    person: str
    note: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows that can be used as they stand, with their lines; a finding for each that cannot."""

    entries: list[tuple[int, Entry]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def entry(given: Mapping[str, str | None], *, name: str = "name") -> Entry:
    """An entry of what was typed; `name` is what the field of its name is called. Raises Invalid."""
    called = line(given.get(name), field=name, ask="Name the area: a part of the product.")
    if len(called) > _MOST_NAME:
        raise Invalid(f"Keep the name of an area to {_MOST_NAME} characters.", field=name)
    team = line(given.get("team"), field="team", ask="Name the team that answers for it.")
    person = clean(given.get("person")).lower().removeprefix("@")[:80]
    note = line(given.get("note"), field="note")
    return Entry(called, keywords(given.get("keywords")), team, person, note)


def keywords(text: str | None) -> str:
    """“ index,  search engine,Index” is “index, search engine”: each once, in their order."""
    found: dict[str, str] = {}
    for each in clean(text).replace(";", ",").replace("\n", ",").split(","):
        if word := " ".join(each.split()):
            found.setdefault(word.casefold(), word)
    said = ", ".join(found.values())
    if len(said) > _MOST_KEYWORDS:
        raise Invalid(
            f"Keep the keywords to {_MOST_KEYWORDS} characters in all; the words people write when "
            "it breaks are enough.",
            field="keywords",
        )
    return said


def read(content: bytes) -> Reading:
    """Raises Invalid when the file as a whole is no help directory."""
    reading = Reading()
    seen: dict[str, int] = {}
    for number, cells in rows(content, columns=COLUMNS, needed=("area", "team")):
        try:
            none_beyond(cells)
            found = entry(cells, name="area")
            first = seen.setdefault(found.name.casefold(), number)
            if first != number:
                raise Invalid(f"{found.name} stands on line {first} already.", field="area")
            reading.entries.append((number, found))
        except Refusal as refusal:
            reading.findings.append(Finding.of(number, refusal))
    return reading
