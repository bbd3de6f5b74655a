"""People come, change, leave and come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import clean, line, required
from holdfast.people.holdings import holdings
from holdfast.people.models import NOBODY, Person, Team
from holdfast.people.queries import above, leads
from holdfast.people.rules import facts
from holdfast.people.rules.managers import no_circle
from holdfast.people.rules.permission import rank, require

_HOURS = {"zone", "hours", "workdays", "holidays"}


def add_person(*, login: str, given: Mapping[str, str], by: Actor, at: datetime) -> Person:
    """A person the programme knows from now on. `given` are the columns of a directory row.

    Raises Conflict where the login or the mail address is taken.
    """
    require(by, "people.edit")
    login = facts.login(login)
    fields = _read(given, by=by)
    with transaction.atomic(durable=True):
        if Person.objects.filter(login=login).exists():
            raise Conflict(f"{login} is already here; change them instead.", field="login")
        _email_is_free(fields.get("email", ""), login)
        person = Person(login=login, known_since=at, **{"name": login, **fields})
        person.set_unusable_password()
        person.save()
        record("person.added", subject=_subject(person), by=by, at=at, data={"login": login})
    return person


def change_person(*, login: str, given: Mapping[str, str], by: Actor, at: datetime) -> Person:
    """Set what is given and leave the rest. People may set their own working hours.

    An empty team, manager, mail address or holidays takes it away.
    """
    with transaction.atomic(durable=True):
        person = _find(login)
        only_hours = set(given) <= _HOURS
        mine = person.pk == by.person_id
        require(by, "people.edit_hours" if only_hours else "people.edit", mine=mine and only_hours)
        if not only_hours:
            _no_higher(person, by)  # a mail address is a way into an account
        fields = _read(given, by=by, person=person)
        _email_is_free(fields.get("email", ""), person.login)
        changed = {name for name, value in fields.items() if getattr(person, name) != value}
        if person.known_since is None and not only_hours:
            # Whoever is edited by the lead is known from then on.
            fields |= {"known_since": at, "login_guessed": False}
            changed |= {"known_since", "login_guessed"}
        if changed:
            for name in changed:
                setattr(person, name, fields[name])
            person.save(update_fields=sorted(changed))
            record(
                "person.changed",
                subject=_subject(person),
                by=by,
                at=at,
                data={"login": person.login, "changed": sorted(changed)},
            )
    return person


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody a table names. `guessed`: by a plain name, so that the login is a slug of it."""

    login: str
    name: str
    guessed: bool = False


def meet_people(*, people: Iterable[Met], by: Actor, at: datetime) -> dict[str, Person]:
    """The people a table names, by login; whom nobody knows is kept as unresolved (R19).

    For other contexts' actions: runs inside their transaction.
    """
    wanted = {each.login: each for each in people}
    known = {each.login: each for each in Person.objects.filter(login__in=wanted)}
    fresh = [
        Person(
            login=login, name=met.name[:120] or login, login_guessed=met.guessed, password=NOBODY
        )
        for login, met in wanted.items()
        if login not in known
    ]
    for person in Person.objects.bulk_create(fresh):
        known[person.login] = person
        record("person.met", subject=_subject(person), by=by, at=at, data={"login": person.login})
    return known


def deactivate(*, login: str, reason: str, by: Actor, at: datetime) -> Person:
    """They leave or are away for long. What they hold stays theirs; `person.deactivated` raises the
    alarm that names it, to the leads and to those whose escalations it concerns (promise 2)."""
    require(by, "people.edit")
    reason = line(reason, field="reason", ask="Say why, in a line: left, long leave, wrong entry.")
    with transaction.atomic(durable=True):
        person = _find(login)
        if person.pk == by.person_id:
            raise Invalid("You cannot deactivate yourself; ask another lead.")
        _no_higher(person, by)
        if person.deactivated_at is None:
            person.deactivated_at = at
            person.save(update_fields=["deactivated_at"])
            held = holdings(person, at=at)
            concerned = {pk for each in held.values() for one in each for pk in one.concerns}
            record(
                "person.deactivated",
                subject=_subject(person),
                by=by,
                at=at,
                data={
                    "people": {"who": person.pk},
                    "login": person.login,
                    "reason": reason,
                    "held": {noun: [one.name for one in each] for noun, each in held.items()},
                },
                tell={*leads(), *concerned},
                # Whoever did it needs the list as much as the others.
                tell_actor=bool(held),
            )
    return person


def reactivate(*, login: str, by: Actor, at: datetime) -> Person:
    require(by, "people.edit")
    with transaction.atomic(durable=True):
        person = _find(login)
        _no_higher(person, by)
        if person.deactivated_at is not None:
            person.deactivated_at = None
            person.save(update_fields=["deactivated_at"])
            record(
                "person.reactivated",
                subject=_subject(person),
                by=by,
                at=at,
                data={"login": person.login},
            )
    return person


def set_password(*, login: str, password: str, by: Actor, at: datetime) -> Person:
    """A password to sign in with. One's own, or an administrator's for somebody else."""
    with transaction.atomic(durable=True):
        person = _find(login)
        if person.pk != by.person_id:
            require(by, "people.grant")
        try:
            validate_password(password, person)
        except ValidationError as weak:
            raise Invalid(" ".join(weak.messages), field="password") from None
        person.set_password(required(password, field="password", ask="", most=500))
        person.save(update_fields=["password"])
        record(
            "person.password_set",
            subject=_subject(person),
            by=by,
            at=at,
            data={"login": person.login},
        )
    return person


def _find(login: str) -> Person:
    person = Person.objects.select_for_update().filter(login=clean(login).lower()).first()
    if person is None:
        raise NotFound(f"Nobody here has the login “{clean(login)[:80]}”.")
    return person


def _read(
    given: Mapping[str, str], *, by: Actor, person: Person | None = None
) -> dict[str, object]:
    fields = dict(facts.person_facts(given))
    new_role = fields.get("role")
    if new_role and (person is None or new_role != person.role):
        # Nobody hands out more than they have.
        if rank(str(new_role)) >= rank("lead"):
            require(by, "people.grant")
        if person:
            _no_higher(person, by)
    for name in ("holidays", "email"):
        if name in given and not given[name].strip():
            fields[name] = ""
    if "team" in given:
        name = line(given["team"], field="team")[:80]
        fields["team"] = Team.objects.get_or_create(name=name)[0] if name else None
    if "manager" in given:
        fields["manager"] = _manager(given["manager"].strip(), person)
    return fields


def _manager(login: str, person: Person | None) -> Person | None:
    if not login:
        return None
    manager = Person.objects.filter(login=facts.login(login, field="manager")).first()
    if manager is None:
        raise Invalid(f"The manager {login[:40]!r} is not here; add them first.", field="manager")
    if person and manager.pk == person.pk:
        raise Invalid("Nobody is their own manager.", field="manager")
    if person:
        no_circle(person.login, above(manager))
    return manager


def _no_higher(person: Person, by: Actor) -> None:
    if by.via != "clock" and rank(person.role) > rank(by.role):
        require(by, "people.grant")


def _email_is_free(email: object, login: str) -> None:
    other = (
        Person.objects.filter(email__iexact=email).exclude(login=login).first() if email else None
    )
    if other:
        raise Conflict(f"{email} already belongs to {other.login}.", field="email")


def _subject(person: Person) -> str:
    return f"person-{person.pk}"
