"""The people directory as a CSV comes in: all of it, or nothing and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Field

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid, Refusal
from holdfast.people.models import NOBODY, Person, Team
from holdfast.people.rules import directory, managers
from holdfast.people.rules.csv_file import Finding, all_or_nothing
from holdfast.people.rules.directory import Reading, Row
from holdfast.people.rules.permission import rank, require

_HOURS = {"zone", "day_starts", "day_ends", "workdays", "holidays"}
_AT_ONCE = 500


@dataclass(slots=True)
class ImportedPeople:
    """What an import did: logins added and changed, and how many were as the file says."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0


def import_people(*, content: bytes, by: Actor, at: datetime) -> ImportedPeople:
    """Take in the directory, in one transaction; a second import of the same changes nothing.

    Raises Invalid, with nothing saved, when the file is no directory or any of its rows cannot be
    used; `findings` among its facts then has {"line", "column", "message"} of every such row.
    """
    require(by, "people.edit")
    reading = directory.read(content)
    try:
        with transaction.atomic(durable=True):
            coming = _Coming(reading, by=by)
            findings = [*reading.findings, *coming.findings()]
            all_or_nothing(findings, lines=(row.line for row in reading.rows))
            result = coming.save(at)
            if result.added or result.changed:
                record(
                    "people.imported",
                    subject="people",
                    by=by,
                    at=at,
                    data={"added": len(result.added), "changed": len(result.changed)},
                )
    except IntegrityError:
        raise Conflict(
            "Somebody changed people at the same moment, so nothing was saved; import it again."
        ) from None
    return result


class _Coming:
    """The rows of a file beside the people who are here, read once and written once."""

    def __init__(self, reading: Reading, *, by: Actor) -> None:
        self.rows = rows = reading.rows
        self.lines = reading.lines
        self.by = by
        everybody = list(Person.objects.values_list("pk", "login", "email", "manager_id"))
        self.numbers = {login: pk for pk, login, _, _ in everybody}
        self.emails = {login: email.lower() for _, login, email, _ in everybody if email}
        logins = {pk: login for login, pk in self.numbers.items()}
        self.managers = {login: logins[above] for _, login, _, above in everybody if above}
        mine = [self.numbers[row.login] for row in rows if row.login in self.numbers]
        # Locked, because a row is written as a whole: what somebody else changes meanwhile waits.
        found = Person.objects.select_for_update().in_bulk(mine)
        self.known = {person.login: person for person in found.values()}

    # --- what is wrong ---------------------------------------------------------------------------

    def findings(self) -> list[Finding]:
        """Everything that only the people who are here, or the file as a whole, can tell."""
        found: list[Finding] = []
        emails = self._emails_after()
        first: dict[str, str] = {}
        for login, email in emails.items():
            first.setdefault(email, login)
        for row in self.rows:
            try:
                self._may_change(row)
                email = emails.get(row.login, "")
                if "email" in row.fields and first[email] != row.login:
                    raise Invalid(f"{email} already belongs to {first[email]}.", field="email")
                if (
                    row.manager
                    and row.manager not in self.lines
                    and row.manager not in self.numbers
                ):
                    raise Invalid(
                        f"The manager {row.manager} of {row.login} is in no row and not here.",
                        field="manager",
                    )
            except Refusal as refusal:
                found.append(Finding.of(row.line, refusal))
        return [*found, *self._circles()]

    def _emails_after(self) -> dict[str, str]:
        """Each person's address as it will be; those who are here first, in the file's order then."""
        new = {
            row.login: str(row.fields["email"]).lower()
            for row in self.rows
            if "email" in row.fields
        }
        kept = {
            login: email for login, email in self.emails.items() if new.get(login, email) == email
        }
        return {**kept, **new}

    def _may_change(self, row: Row) -> None:
        """A lead's import makes no leads and changes nobody higher; what is as it was is no change."""
        person, role = self.known.get(row.login), row.fields.get("role")
        has = rank(person.role) if person else -1
        if role and (person is None or person.role != role) and rank(str(role)) >= rank("lead"):
            self._require_grant("role")
        if person and has > rank(self.by.role):
            # A mail address is a way into an account; hours are any lead's to mend.
            for name in sorted(self._changes(person, row) - _HOURS):
                self._require_grant(name.removesuffix("_id"))

    def _require_grant(self, column: str) -> None:
        try:
            require(self.by, "people.grant")
        except Refusal as refusal:
            refusal.field = column
            raise

    def _changes(self, person: Person, row: Row) -> set[str]:
        changed = {name for name, value in row.fields.items() if getattr(person, name) != value}
        if row.manager and self.managers.get(row.login) != row.manager:
            changed.add("manager_id")
        return changed

    def _circles(self) -> Iterable[Finding]:
        after = {**self.managers, **{row.login: row.manager for row in self.rows if row.manager}}
        lines = {row.login: row.line for row in self.rows if row.manager}
        for circle in managers.circles(after):
            # At the last row that closes it; a circle this file says nothing of is not its affair.
            if said := [lines[login] for login in circle if login in lines]:
                sentence = f"{managers.in_words(circle)}; name another manager for one of them."
                yield Finding(max(said), "manager", sentence)

    # --- what is saved ---------------------------------------------------------------------------

    def save(self, at: datetime) -> ImportedPeople:
        teams = _teams(row.team for row in self.rows if row.team)
        result = ImportedPeople()
        fresh: list[Person] = []
        changed: set[str] = set()
        for row in self.rows:
            fields = dict(row.fields)
            if row.team:
                fields["team_id"] = teams[row.team.casefold()]
            person = self.known.get(row.login)
            if person is None:
                given = {"name": row.login, "known_since": at, **fields}
                fresh.append(Person(login=row.login, password=NOBODY, **given))
            elif _set(person, fields, at):
                changed.add(row.login)
        self._free_emails(fresh, changed)
        for person in Person.objects.bulk_create(fresh, batch_size=_AT_ONCE):
            self.known[person.login] = person
            self.numbers[person.login] = person.pk
        result.added = [person.login for person in fresh]
        changed |= self._set_managers()
        changing = sorted(changed, key=lambda login: self.numbers[login])
        _update([self.known[login] for login in changing])
        changed -= set(result.added)
        result.changed = [row.login for row in self.rows if row.login in changed]
        result.unchanged = len(self.rows) - len(result.added) - len(result.changed)
        return result

    def _set_managers(self) -> set[str]:
        """After everybody is here: a manager may stand further down in the file."""
        late: set[str] = set()
        for row in self.rows:
            if row.manager and self.known[row.login].manager_id != self.numbers[row.manager]:
                self.known[row.login].manager_id = self.numbers[row.manager]
                late.add(row.login)
        return late

    def _free_emails(self, fresh: Sequence[Person], changed: set[str]) -> None:
        """An address that passes from one to another is free before the other gets it."""
        wanted = {person.email.lower() for person in fresh}
        wanted |= {self.known[login].email.lower() for login in changed}
        givers = [
            self.numbers[login]
            for login in changed
            if (old := self.emails.get(login))
            and old in wanted
            and old != self.known[login].email.lower()
        ]
        for start in range(0, len(givers), _AT_ONCE):
            Person.objects.filter(pk__in=givers[start : start + _AT_ONCE]).update(email="")


def _set(person: Person, fields: dict[str, Any], at: datetime) -> bool:
    """Set what the file says; was any of it new?"""
    if person.known_since is None:
        fields = {**fields, "known_since": at, "login_guessed": False}
    changed = {name: value for name, value in fields.items() if getattr(person, name) != value}
    for name, value in changed.items():
        setattr(person, name, value)
    return bool(changed)


def _teams(names: Iterable[str]) -> dict[str, int]:
    """The number of each team by its name in one case; those that are new are made."""
    here = {name.casefold(): pk for pk, name in Team.objects.values_list("pk", "name")}
    new = {name.casefold(): name for name in reversed(list(names)) if name.casefold() not in here}
    made = Team.objects.bulk_create(Team(name=name) for name in reversed(new.values()))
    return here | {team.name.casefold(): team.pk for team in made}


_COLUMNS = (
    *("name", "email", "role", "team", "manager", "zone", "day_starts", "day_ends"),
    *("workdays", "holidays", "login_guessed", "known_since"),
)


def _update(people: Sequence[Person]) -> None:
    """One statement said many times: Django's bulk_update takes seconds for as many CASEs."""
    known = [Person._meta.get_field(name) for name in _COLUMNS]  # noqa: SLF001 - its public API
    fields = [each for each in known if isinstance(each, Field)]
    sets = ", ".join(f'"{each.column}" = %s' for each in fields)
    statement = f"UPDATE people_person SET {sets} WHERE id = %s"  # noqa: S608 - our own columns
    values = [
        [
            *(each.get_db_prep_save(getattr(one, each.attname), connection) for each in fields),
            one.pk,
        ]
        for one in people
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)
