"""Customers: when they went live, and who leads for them before and after (R84 to R86)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from holdfast.escalation.models import Customer
from holdfast.escalation.queries.customer import named
from holdfast.escalation.rules import customers as rules
from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import clean, line, plural
from holdfast.people.models import Person
from holdfast.people.rules.csv_file import Finding
from holdfast.people.rules.permission import require

_AT_ONCE = 500


def save_customer(
    *,
    name: str,
    ga_on: date | str | None,
    implementation_engineer: str = "",
    support_engineer: str = "",
    by: Actor,
    at: datetime,
) -> Customer:
    """Add a customer, or set all of what is known of one: what is left empty is not known any more.
    People are logins. The same again changes nothing; a name in another case is the same name."""
    require(by, "customers.edit")
    name = line(name, field="name", ask="Give the customer's name, as the helpdesk has it.")
    day = rules.day(ga_on.isoformat() if isinstance(ga_on, date) else ga_on)
    logins = {
        "implementation_engineer": clean(implementation_engineer),
        "support_engineer": clean(support_engineer),
    }
    with transaction.atomic(durable=True):
        people = _people(logins.values())
        wanted: dict[str, Any] = {"name": name, "ga_on": day}
        for part, login in logins.items():
            wanted[f"{part}_id"] = _person(login, people, field=part) if login else None
        found = named(name)
        customer = Customer.objects.select_for_update().get(pk=found.pk) if found else Customer()
        if _set(customer, wanted):
            customer.save()
            _told([customer], by=by, at=at)
    return customer


@dataclass(slots=True)
class ImportedCustomers:
    """What an import did: names added and changed, and how many were as the file says."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0


def import_customers(*, content: bytes, by: Actor, at: datetime) -> ImportedCustomers:
    """Take in a list of customers as CSV, in one transaction; blank cells change nothing.

    Raises Invalid, with nothing saved, when any row cannot be used; `findings` among its facts then
    has {"line", "column", "message"} of every such row.
    """
    require(by, "customers.edit")
    reading = rules.read(content)
    try:
        with transaction.atomic(durable=True):
            return _take_in(reading, by=by, at=at)
    except IntegrityError:
        raise Conflict(
            "Somebody changed customers at the same moment, so nothing was saved; import it again."
        ) from None


def _take_in(reading: rules.Reading, *, by: Actor, at: datetime) -> ImportedCustomers:
    findings = list(reading.findings)
    people = _people(row.fields.get(part, "") for row in reading.rows for part in rules.PEOPLE)
    here = {each.name.casefold(): each for each in Customer.objects.select_for_update()}
    done, touched = ImportedCustomers(), []
    for row in reading.rows:
        try:
            wanted = _wanted(row, people)
        except Invalid as refusal:
            findings.append(Finding.of(row.line, refusal))
            continue
        customer = here.get(row.name.casefold())
        if customer is None:
            done.added.append(row.name)
            touched.append(Customer(name=row.name, **wanted))
        elif _set(customer, wanted):
            done.changed.append(customer.name)
            touched.append(customer)
        else:
            done.unchanged += 1
    if findings:
        raise _unusable(findings, len(reading.rows) + len(reading.findings))
    for customer in touched:
        customer.save()
    # A key of the request names one event, and here are many; the same import again does nothing.
    _told(touched, by=by.with_request(None), at=at)
    return done


def _wanted(row: rules.Row, people: dict[str, int]) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for name, value in row.fields.items():
        if name in rules.PEOPLE:
            wanted[f"{name}_id"] = _person(value, people, field=name)
        else:
            wanted[name] = value
    return wanted


def _unusable(findings: Sequence[Finding], rows: int) -> Invalid:
    return Invalid(
        f"{len(findings):,} of {plural(rows, 'row')} cannot be used, so nothing was saved; mend "
        f"{'it' if len(findings) == 1 else 'them'} and import the file again.",
        findings=[asdict(each) for each in sorted(findings, key=lambda each: each.line)],
    )


def _told(customers: Sequence[Customer], *, by: Actor, at: datetime) -> None:
    for each in customers:
        people = {part: getattr(each, f"{part}_id") for part in rules.PEOPLE}
        record(
            "customer.saved",
            subject=f"customer-{each.pk}",
            by=by,
            at=at,
            data={
                "customer": each.pk,
                "name": each.name,
                "ga_on": each.ga_on.isoformat() if each.ga_on else None,
                "people": {part: number for part, number in people.items() if number},
            },
        )


def _people(logins: Iterable[str]) -> dict[str, int]:
    """Numbers of the active people with these logins."""
    wanted = sorted({_plain(login) for login in logins if login})
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = Person.objects.filter(
            login__in=wanted[start : start + _AT_ONCE], deactivated_at=None
        )
        found |= dict(some.values_list("login", "pk"))
    return found


def _person(login: str, people: dict[str, int], *, field: str) -> int:
    number = people.get(_plain(login))
    if number is None:
        raise Invalid(f"Nobody active here has the login “{login[:40]}”.", field=field)
    return number


def _plain(login: str) -> str:
    return login.lower().removeprefix("@")


def _set(customer: Customer, wanted: dict[str, Any]) -> bool:
    """Set what is wanted; was any of it new?"""
    changed = {name: value for name, value in wanted.items() if getattr(customer, name) != value}
    for name, value in changed.items():
        setattr(customer, name, value)
    return bool(changed)
