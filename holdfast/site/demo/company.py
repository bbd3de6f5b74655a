"""The sample company: its people, its rotation of today, and whom to ask for what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from holdfast.escalation import actions as escalations
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.people import actions as people
from holdfast.people.models import Person
from holdfast.people.queries import actor, default_programme
from holdfast.rotation import actions as rotation
from holdfast.rotation.models import Seat
from holdfast.rotation.rules.table import SeatRow, WindowRow, write_table
from holdfast.site.environment import CHECKOUT
from holdfast.tracker.actions import set_place

OPERATOR = Actor(person_id=None, login="operator", role="admin", via="demo")
EXAMPLES = CHECKOUT / "examples"


def acting(name: str) -> Actor:
    return actor(Person.objects.get(login=f"{name}-example"), via="demo")


def company(begin: datetime, *, today: datetime) -> None:
    """Everything that stands before anything is escalated."""
    history(begin)
    people.import_people(content=(EXAMPLES / "people.csv").read_bytes(), by=OPERATOR, at=begin)
    policy(begin)
    directory(begin)
    customers(begin, today=today.date())
    rotation_today(today)


def policy(at: datetime) -> None:
    """How long implementation leads after go-live, and who is asked last."""
    people.change_policy(
        programme=default_programme(),
        effective_on=local_date(at, "UTC"),
        changes={
            "ga_buffer_days": 30,
            "sponsor": "vera-example",
            "pack_days": 15,  # so early that there is one to see on any day
            "boundaries": "We take what is critical for a customer and what no single team can "
            "solve in time. Wishes go to product, incidents to whoever is on call.",
        },
        reason="Agreed when the programme began.",
        by=acting("nora"),
        at=at,
    )


_CONTACTS = {"Search": "gwen", "Integrations": "mei", "Billing": "zoe", "Platform": "sade"}


def directory(at: datetime) -> None:
    """Which team answers for what, and who of it."""
    nora = acting("nora")
    people.import_areas(content=(EXAMPLES / "areas.csv").read_bytes(), by=nora, at=at)
    for team, contact in _CONTACTS.items():
        people.set_contact(team=team, contact=f"{contact}-example", by=nora, at=at)
    # Nothing is filed, and nobody asked, until a token is set up.
    set_place(team="Billing", tracker="github", where="sample/payments", by=nora, at=at)


def customers(at: datetime, *, today: date) -> None:
    """In implementation, live, just live, and one nobody knows the day of."""
    said = [
        ("Northwind", 200, "amir", "tom"),
        ("Contoso", 420, "amir", "priya"),
        ("Adatum", 95, "", "priya"),
        ("Proseware", 12, "amir", "priya"),
        ("Wingtip", -40, "amir", "tom"),
        ("Litware", None, "", "luz"),
    ]
    for name, live_for, implementation, support in said:
        escalations.save_customer(
            name=name,
            ga_on=None if live_for is None else today - timedelta(days=live_for),
            implementation_engineer=f"{implementation}-example" if implementation else "",
            support_engineer=f"{support}-example",
            by=acting("nora"),
            at=at,
        )


def history(at: datetime) -> None:
    upload = rotation.upload_table(
        programme=default_programme(),
        content=(EXAMPLES / "rotation.md").read_bytes(),
        name="rotation.md",
        by=OPERATOR,
        at=at,
    )
    rotation.import_table(upload=upload, accept=(), by=OPERATOR, at=at)


def rotation_today(at: datetime) -> None:
    """The sample company's table: the windows before, now, the next one with a hole, one empty."""
    first = at.date() - timedelta(days=94)
    first -= timedelta(days=first.weekday())
    crews = [["sade", "liam"], ["yara", "kira"], ["oleg", "hugo"], ["ines", "jonah"], ["mei"], []]
    rows = [
        WindowRow(
            starts_on=first + timedelta(days=28 * number),
            ends_on=first + timedelta(days=28 * (number + 1)),
            line=number,
            wanted=2,
            seats=tuple(_seat_row(name) for name in crew),
        )
        for number, crew in enumerate(crews)
    ]
    upload = rotation.upload_table(
        programme=default_programme(),
        content=write_table(rows, format="markdown").encode(),
        name="sample-company.md",
        by=acting("nora"),
        at=at - timedelta(days=45),
    )
    rotation.import_table(upload=upload, accept=(), by=acting("nora"), at=at - timedelta(days=45))
    for name in ("oleg", "hugo", "ines"):
        _confirm(name, at - timedelta(days=40))


def _seat_row(name: str) -> SeatRow:
    person = Person.objects.get(login=f"{name}-example")
    return SeatRow(login=person.login, name=person.name, region=None)


def _confirm(name: str, at: datetime) -> None:
    for seat in Seat.objects.filter(person__login=f"{name}-example"):
        rotation.confirm_seat(seat_id=seat.pk, by=acting(name), at=at)
