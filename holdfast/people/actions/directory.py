"""The people directory as a CSV: login, name, email, zone, hours, workdays, team, manager, role."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import must_fit
from holdfast.people.models import NOBODY, Person, Team
from holdfast.people.rules import facts
from holdfast.people.rules.permission import rank, require

COLUMNS = (
    "login",
    "name",
    "email",
    "zone",
    "hours",
    "workdays",
    "holidays",
    "team",
    "manager",
    "role",
)
MOST_ROWS = 100_000


@dataclass(slots=True)
class ImportedPeople:
    """What an import did: logins added and changed, and a finding for each row left out."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    findings: list[dict[str, object]] = field(default_factory=list)  # {"line", "message"}


def import_people(*, content: bytes, by: Actor, at: datetime) -> ImportedPeople:
    """Take in the directory. Rows that cannot be read are named and left out, the others are in.

    All that are in are saved in one transaction; a second import of the same changes nothing.
    Raises Invalid when the file as a whole is no directory.
    """
    require(by, "people.edit")
    rows = _rows(content)
    result = ImportedPeople()
    with transaction.atomic(durable=True):
        known = {
            person.login: person for person in Person.objects.select_related("team", "manager")
        }
        teams = {team.name.casefold(): team for team in Team.objects.all()}
        emails = {person.email.lower(): person.login for person in known.values() if person.email}
        managers: dict[str, tuple[int, str]] = {}
        seen: dict[str, int] = {}
        for line, row in rows:
            try:
                login = facts.login(row.get("login"))
                if login in seen:
                    raise Invalid(
                        f"{login} stands on line {seen[login]} already; this row is left out."
                    )
                seen[login] = line
                fields = facts.person_facts(row)
                _may_grant(fields.get("role"), known.get(login), by)
                email = str(fields.get("email", "")).lower()
                if email and emails.setdefault(email, login) != login:
                    raise Invalid(f"{email} already belongs to {emails[email]}.")
            except Refusal as refusal:
                result.findings.append({"line": line, "message": refusal.message})
                continue
            if team := " ".join((row.get("team") or "").split())[:80]:
                if team.casefold() not in teams:
                    teams[team.casefold()] = Team.objects.create(name=team)
                fields["team"] = teams[team.casefold()]
            if manager := (row.get("manager") or "").strip():
                managers[login] = (line, manager)
            _save(login, fields, known, result, at)
        for login, (line, name) in managers.items():
            _set_manager(login, line, name, known, result)
        if result.added or result.changed:
            record(
                "people.imported",
                subject="people",
                by=by,
                at=at,
                data={"added": len(result.added), "changed": len(result.changed)},
            )
    return result


def _save(
    login: str,
    fields: dict[str, object],
    known: dict[str, Person],
    result: ImportedPeople,
    at: datetime,
) -> None:
    person = known.get(login)
    if person is None:
        person = Person(login=login, known_since=at, password=NOBODY, **{"name": login, **fields})
        person.save()
        known[login] = person
        result.added.append(login)
        return
    if person.known_since is None:
        fields = {**fields, "known_since": at, "login_guessed": False}
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    if not changed:
        result.unchanged += 1
        return
    for name in changed:
        setattr(person, name, fields[name])
    person.save(update_fields=changed)
    result.changed.append(login)


def _set_manager(
    login: str, line: int, name: str, known: dict[str, Person], result: ImportedPeople
) -> None:
    person = known[login]
    try:
        manager = known.get(facts.login(name))
        if manager is None:
            raise Invalid(f"The manager {name[:40]!r} of {login} is in no row and not here.")
        if manager.pk == person.pk:
            raise Invalid(f"{login} is named as their own manager.")
    except Refusal as refusal:
        result.findings.append({"line": line, "message": refusal.message})
        return
    if person.manager_id != manager.pk:
        person.manager = manager
        person.save(update_fields=["manager"])
        if login not in result.added and login not in result.changed:
            result.changed.append(login)
            result.unchanged -= 1


def _may_grant(role: object, person: Person | None, by: Actor) -> None:
    """A lead's import makes no leads and takes nobody higher down; an unchanged role is no grant."""
    if not role or (person and person.role == role):
        return
    has = rank(person.role) if person else -1
    if rank(str(role)) >= rank("lead") or has > rank(by.role):
        require(by, "people.grant")


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """(line number, row by column) of a CSV with a header; comma, semicolon or tab."""
    must_fit(len(content), what="The file")
    if content[:4] == b"%PDF" or b"\x00" in content[:4096]:
        raise Invalid(
            "This is not a CSV file but a binary one; export the sheet as CSV and try again."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise Invalid(
            f"Line {line} is not UTF-8 text; save the sheet as “CSV UTF-8” and try again."
        ) from None
    return _cells(text)


def _cells(text: str) -> list[tuple[int, dict[str, str]]]:
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise Invalid("The file is empty; it needs a header line with at least the column login.")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip().lower() for name in next(reader)]
        if "login" not in header:
            raise Invalid(
                f"Line 1 has no column login; the columns are {', '.join(COLUMNS)}, all but login optional."
            )
        unknown = sorted(set(header) - set(COLUMNS) - {""})
        if unknown:
            raise Invalid(
                f"Line 1 has the column “{unknown[0][:40]}”, which is not known; the columns are {', '.join(COLUMNS)}."
            )
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, dict(zip(header, cells, strict=False))))
            if len(rows) > MOST_ROWS:
                raise Invalid(f"The file has more than {MOST_ROWS:,} rows; split it.")
    except csv.Error as wrong:
        raise Invalid(f"Line {reader.line_num} is not CSV ({wrong}); check its quotes.") from None
    return rows
