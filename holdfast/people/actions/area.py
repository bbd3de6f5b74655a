"""The help directory: which team, and who of it, answers for which part of the product (R51)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound, Refusal
from holdfast.people.models import Area, Person, Team
from holdfast.people.rules import area as rules
from holdfast.people.rules.area import Entry
from holdfast.people.rules.csv_file import Finding, all_or_nothing
from holdfast.people.rules.permission import require

_AT_ONCE = 500


@dataclass(slots=True)
class ImportedAreas:
    """What an import did: areas added and changed, and how many were as the file says."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0


def save_area(
    *,
    name: str,
    keywords: str = "",
    team: str,
    person: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
) -> Area:
    """An entry of the help directory, new or as it is from now on; its name in any case says which.

    Raises Invalid for a team that nobody is in, or a person who is not here.
    """
    if event := repeated(by):
        return _saved_before(event.data["name"])
    require(by, "areas.edit")
    said = rules.entry(
        {"name": name, "keywords": keywords, "team": team, "person": person, "note": note}
    )
    with transaction.atomic(durable=True):
        area, word = _Coming([said]).save(said)
        if word:
            record(
                f"area.{word}",
                subject=f"area-{area.pk}",
                by=by,
                at=at,
                data={
                    "people": {"person": area.person_id},
                    "name": area.name,
                    "team": area.team.name,
                    "keywords": area.keywords,
                    "note": area.note,
                },
            )
    return area


def _saved_before(name: str) -> Area:
    found = Area.objects.select_related("team", "person").filter(name__iexact=name).first()
    if found is None:
        raise Conflict(f"“{name}” was saved, and has been removed since; save it anew.")
    return found


def remove_area(*, area_id: int, by: Actor, at: datetime) -> None:
    """It is in the help directory no more. Removing it twice is refused: there is nothing."""
    require(by, "areas.edit")
    with transaction.atomic(durable=True):
        area = Area.objects.select_for_update().filter(pk=area_id).first()
        if area is None:
            raise NotFound(f"There is no area {area_id} in the help directory; see the list.")
        area.delete()
        record(
            "area.removed",
            subject=f"area-{area_id}",
            by=by,
            at=at,
            data={"people": {"person": area.person_id}, "name": area.name},
        )


def import_areas(*, content: bytes, by: Actor, at: datetime) -> ImportedAreas:
    """Take in the help directory as a CSV, all of it or nothing; nothing here is removed.

    Raises Invalid, with nothing saved, when the file is none or any of its rows cannot be used;
    `findings` among its facts then has {"line", "column", "message"} of every such row.
    """
    require(by, "areas.edit")
    reading = rules.read(content)
    result = ImportedAreas()
    try:
        with transaction.atomic(durable=True):
            coming = _Coming([entry for _, entry in reading.entries])
            findings = list(reading.findings)
            for number, entry in reading.entries:
                try:
                    coming.check(entry)
                except Refusal as refusal:
                    findings.append(Finding.of(number, refusal))
            all_or_nothing(findings, lines=(number for number, _ in reading.entries))
            for _, entry in reading.entries:
                area, word = coming.save(entry)
                if word:
                    (result.added if word == "added" else result.changed).append(area.name)
            result.unchanged = len(reading.entries) - len(result.added) - len(result.changed)
            if result.added or result.changed:
                record(
                    "areas.imported",
                    subject="areas",
                    by=by,
                    at=at,
                    data={"added": result.added, "changed": result.changed},
                )
    except IntegrityError:
        raise Conflict(
            "Somebody changed the help directory at the same moment, so nothing was saved; import "
            "it again."
        ) from None
    return result


class _Coming:
    """Entries that come in beside what is here, read once."""

    def __init__(self, entries: list[Entry]) -> None:
        self.teams = {each.name.casefold(): each for each in Team.objects.all()}
        logins = sorted({each.person for each in entries if each.person})
        self.people: dict[str, Person] = {}
        for start in range(0, len(logins), _AT_ONCE):
            found = Person.objects.filter(login__in=logins[start : start + _AT_ONCE])
            self.people |= {each.login: each for each in found}
        here = Area.objects.select_related("team")
        self.areas = {each.name.casefold(): each for each in here}

    def check(self, entry: Entry) -> tuple[Team, Person | None]:
        team = self.teams.get(entry.team.casefold())
        if team is None:
            raise Invalid(
                f"There is no team “{entry.team[:80]}”; a team is here once somebody is in it.",
                field="team",
            )
        person = self.people.get(entry.person)
        if entry.person and person is None:
            raise Invalid(f"Nobody here has the login “{entry.person[:40]}”.", field="person")
        if person and not person.is_active:
            raise Invalid(f"{person} is deactivated; name somebody who is here.", field="person")
        return team, person

    def save(self, entry: Entry) -> tuple[Area, str]:
        """The area as the entry says, and "added", "changed" or nothing."""
        team, person = self.check(entry)
        said = {
            "name": entry.name,
            "keywords": entry.keywords,
            "team_id": team.pk,
            "person_id": person.pk if person else None,
            "note": entry.note,
        }
        area = self.areas.get(entry.name.casefold())
        if area is None:
            return Area.objects.create(**said), "added"
        changed = [name for name, value in said.items() if getattr(area, name) != value]
        for name in changed:
            setattr(area, name, said[name])
        if changed:
            area.save(update_fields=changed)
        return area, "changed" if changed else ""
