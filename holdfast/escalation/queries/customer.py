"""Reading customers, and what phase they are in."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Lower

from holdfast.escalation.models import Customer
from holdfast.escalation.rules.phase import Known, Standing, standing
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotFound
from holdfast.kernel.text import clean
from holdfast.people.rules.policy import Policy
from holdfast.store import Statement, slot

# Names are the same whatever their case, in the words of the constraint that says so.
_by_name = Statement(
    lambda: (
        Customer.objects.select_related("implementation_engineer", "support_engineer")
        .annotate(lower=Lower("name"))
        .filter(lower=Lower(slot.text("name")))
    )
)


def customers(*, search: str = "") -> QuerySet[Customer]:
    """By name; `search` is a part of it."""
    found = Customer.objects.select_related("implementation_engineer", "support_engineer")
    return (found.filter(name__icontains=search) if search else found).order_by("name")


def named(name: str) -> Customer | None:
    """The customer of this name, whatever its case."""
    name = " ".join(clean(name).split())
    found = _by_name.first(name=name) if name else None
    if found is None and connection.vendor == "sqlite" and not name.isascii():
        return _named_beyond_ascii(name)
    return found


def _named_beyond_ascii(name: str) -> Customer | None:
    """SQLite's own LOWER knows no umlauts; PostgreSQL's does, and a name is the same on both."""
    wanted = name.lower()
    names = Customer.objects.values_list("pk", "name").order_by("pk").iterator()
    number = next((pk for pk, each in names if each.lower() == wanted), None)
    return customers().filter(pk=number).first() if number else None


def customer(name: str) -> Customer:
    """Raises NotFound with a sentence."""
    found = named(name)
    if found is None:
        raise NotFound(f"There is no customer “{clean(name)[:80]}”; the customers page has them.")
    return found


def known(customer: Customer | None) -> Known | None:
    """What the rules of phases ask of a customer."""
    if customer is None:
        return None
    return Known(
        name=customer.name,
        ga_on=customer.ga_on,
        implementation_engineer=customer.implementation_engineer_id,
        support_engineer=customer.support_engineer_id,
    )


def standing_of(name: str, customer: Customer | None, *, policy: Policy, at: datetime) -> Standing:
    """The phase at this moment of the customer that somebody called by a name."""
    return standing(
        name=name,
        customer=known(customer),
        buffer_days=policy.ga_buffer_days,
        today=local_date(at, policy.zone),
    )
