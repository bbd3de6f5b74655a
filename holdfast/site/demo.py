"""What `holdfast demo` shows: the real rotation table as imported history, defects and all, and a
made-up sample company that lives today.

Everything goes through the actions, at moments in the past, so that the journal tells it as it
would have happened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from holdfast.escalation import actions as escalations
from holdfast.escalation.models import Escalation
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import NotFound
from holdfast.people import actions as people
from holdfast.people.models import Person
from holdfast.people.queries import actor, default_programme
from holdfast.rotation import actions as rotation
from holdfast.rotation.models import Seat
from holdfast.rotation.rules.table import SeatRow, WindowRow, write_table
from holdfast.site.environment import CHECKOUT

OPERATOR = Actor(person_id=None, login="operator", role="admin", via="demo")
EXAMPLES = CHECKOUT / "examples"


def seed(*, at: datetime) -> None:
    """Fill an empty store. Raises NotFound where the examples are not beside the code."""
    if not EXAMPLES.is_dir():
        raise NotFound("The demo's data is in the checkout's examples/ folder; run it from there.")
    begin = at - timedelta(days=70)
    _history(begin)
    people.import_people(content=(EXAMPLES / "people.csv").read_bytes(), by=OPERATOR, at=begin)
    _rotation_today(at)
    _Tale(at).play()


def _history(at: datetime) -> None:
    upload = rotation.upload_table(
        programme=default_programme(),
        content=(EXAMPLES / "rotation.md").read_bytes(),
        name="rotation.md",
        by=OPERATOR,
        at=at,
    )
    rotation.import_table(upload=upload, accept=(), by=OPERATOR, at=at)


def _rotation_today(at: datetime) -> None:
    """The sample company's table: the window before, now, the next one with a hole, one empty."""
    first = at.date() - timedelta(days=38)
    first -= timedelta(days=first.weekday())
    crews = [["oleg", "hugo"], ["ines", "jonah"], ["mei"], []]
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
        by=_as("nora"),
        at=at - timedelta(days=45),
    )
    rotation.import_table(upload=upload, accept=(), by=_as("nora"), at=at - timedelta(days=45))
    for name in ("oleg", "hugo", "ines"):
        _confirm(name, at - timedelta(days=40))


def _seat_row(name: str) -> SeatRow:
    person = Person.objects.get(login=f"{name}-example")
    return SeatRow(login=person.login, name=person.name, region=None)


def _confirm(name: str, at: datetime) -> None:
    for seat in Seat.objects.filter(person__login=f"{name}-example"):
        rotation.confirm_seat(seat_id=seat.pk, by=_as(name), at=at)


def _as(name: str) -> Actor:
    return actor(Person.objects.get(login=f"{name}-example"), via="demo")


class _Tale:
    """Escalations in every state a newcomer should see."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def ago(self, **span: float) -> datetime:
        return self.at - timedelta(**span)

    def raised(self, by: str, severity: int, at: datetime, **words: Any) -> Escalation:
        return escalations.raise_escalation(
            programme=default_programme(), severity=severity, by=_as(by), at=at, **words
        )

    def accepted(self, escalation: Escalation, by: str, at: datetime) -> None:
        escalations.accept(ref=escalation.ref, by=_as(by), at=at)

    def updated(
        self, escalation: Escalation, by: str, at: datetime, text: str, next_step: str = ""
    ) -> None:
        escalations.update(ref=escalation.ref, text=text, next_step=next_step, by=_as(by), at=at)

    def play(self) -> None:
        self.solved()
        self.told_no()
        self.left_over()
        self.handed_over()
        self.going_well()
        self.overdue()
        self.offered()
        self.fresh()

    def solved(self) -> None:
        issue = self.raised(
            "tom",
            1,
            self.ago(days=33),
            title="Nightly sync drops every third repository",
            stakes="Northwind's developers search yesterday's code; their security review is on Friday.",
            why_now="Three teams own a part of the sync and none can reproduce it alone.",
            customer="Northwind",
        )
        self.accepted(issue, "oleg", self.ago(days=33, hours=-1))
        self.updated(
            issue,
            "oleg",
            self.ago(days=32),
            "Reproduced with 40 repositories: the scheduler forgets jobs when a worker restarts.",
            "Fix the scheduler's lease with the platform team",
        )
        request = escalations.ask_to_close(
            ref=issue.ref,
            outcome="resolved",
            reason="Fixed in 6.2.1; three nights without a gap at Northwind.",
            by=_as("oleg"),
            at=self.ago(days=27),
        )
        escalations.answer_closure(
            request_id=request.pk,
            agree=True,
            note="Northwind says thank you.",
            by=_as("tom"),
            at=self.ago(days=26),
        )

    def told_no(self) -> None:
        issue = self.raised(
            "vera",
            2,
            self.ago(days=12),
            title="Dark theme for the Fabrikam rollout",
            stakes="Their design chief asked for it in the quarterly review.",
            why_now="The roadmap has it for next year.",
            customer="Fabrikam",
        )
        escalations.decline(
            ref=issue.ref,
            reason="A wish, not an issue: nothing is broken and nobody is blocked.",
            alternative="Rank it as a paper cut with product; a browser extension does it today.",
            by=_as("ines"),
            at=self.ago(days=12, hours=-3),
        )

    def left_over(self) -> None:
        issue = self.raised(
            "luz",
            2,
            self.ago(days=18),
            title="Invoices show the old company name",
            stakes="Tailspin's finance refuses to pay 14 invoices.",
            why_now="Billing's next release is in five weeks.",
            customer="Tailspin Toys",
        )
        self.accepted(issue, "hugo", self.ago(days=18, hours=-2))
        self.updated(
            issue,
            "hugo",
            self.ago(hours=20),
            "Corrected invoices are out; finance at Tailspin is checking them.",
            "Hear from Tailspin that all 14 are paid",
        )
        escalations.ask_to_close(
            ref=issue.ref,
            outcome="resolved",
            reason="All 14 invoices were sent again with the right name.",
            by=_as("hugo"),
            at=self.ago(hours=5),
        )

    def handed_over(self) -> None:
        issue = self.raised(
            "priya",
            1,
            self.ago(days=9),
            title="Single sign-on loops for users with two groups",
            stakes="400 of Contoso's 3,000 users cannot sign in.",
            why_now="Nobody on call knows the SAML library.",
            customer="Contoso",
            origin_url="https://chat.sample.example/archives/support/p1700000000",
        )
        self.accepted(issue, "jonah", self.ago(days=9, hours=-4))
        self.updated(
            issue, "jonah", self.ago(days=8), "The second group overwrites the first in the cookie."
        )
        offer = escalations.offer_handover(
            ref=issue.ref,
            to="ines-example",
            note="Loop found: cookie is overwritten. Patch is in review. Contoso's contact is in the "
            "thread and answers in the mornings.",
            by=_as("jonah"),
            at=self.ago(days=2),
        )
        escalations.accept_handover(
            handover_id=offer.pk, by=_as("ines"), at=self.ago(days=2, hours=-2)
        )
        self.updated(
            issue,
            "ines",
            self.ago(hours=16),
            "The patch runs on Contoso's staging; 12 of their testers signed in.",
            "Roll the patch out with Contoso on their maintenance evening",
        )

    def going_well(self) -> None:
        issue = self.raised(
            "tom",
            3,
            self.ago(days=3),
            title="Which ports does the proxy need behind two firewalls?",
            stakes="Wingtip's pilot stalls, and with it a deal of 900 seats.",
            why_now="The docs contradict each other and support cannot test it.",
            customer="Wingtip",
        )
        self.accepted(issue, "jonah", self.ago(days=2, hours=20))
        self.updated(
            issue,
            "jonah",
            self.ago(days=1),
            "Two ports are enough; I am writing the page.",
            "Publish the corrected page and have Wingtip confirm",
        )

    def overdue(self) -> None:
        issue = self.raised(
            "luz",
            2,
            self.ago(days=8),
            title="Exports time out above 10,000 rows",
            stakes="Litware's auditors wait for the export; the fine is due at the end of the month.",
            why_now="The team that owns exports was dissolved in spring.",
            customer="Litware",
        )
        self.accepted(issue, "jonah", self.ago(days=8, hours=-3))
        self.updated(
            issue, "jonah", self.ago(days=6), "Streaming would do it; looking for who can review."
        )

    def offered(self) -> None:
        issue = self.raised(
            "priya",
            1,
            self.ago(days=1, hours=6),
            title="Webhooks arrive twice since the upgrade",
            stakes="Adatum books orders twice and refunds by hand, 60 a day.",
            why_now="The integrations team is at an offsite until Thursday.",
            customer="Adatum",
        )
        self.accepted(issue, "ines", self.ago(days=1, hours=4))
        escalations.offer_handover(
            ref=issue.ref,
            to="mei-example",
            note="Duplicates come from the retry queue. You wrote it; I have the customer's logs ready.",
            by=_as("ines"),
            at=self.ago(minutes=50),
        )

    def fresh(self) -> None:
        self.raised(
            "priya",
            0,
            self.ago(minutes=12),
            title="All dashboards are blank for Proseware",
            stakes="Proseware's control room is blind; they fall back to phone calls.",
            why_now="The runbook does not know this error and the owning team is asleep.",
            customer="Proseware",
            origin_url="https://chat.sample.example/archives/support/p1700000001",
        )
