"""The people of the stories, the same in every one, and the moment the stories start.

Sam answers customers in Austin. Ana (Berlin) and Kim (Seoul) are engineers on the rotation, Bo
(New York) is an engineer who is not. Lea leads the programme from London. Max is Ana's manager.
Rex is an executive, a member like everybody. Ada administers. Billing is another team
(`another_team`): Ben and Ida, whose manager is Eva.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Min

from holdfast.escalation.actions import (
    accept,
    accept_handover,
    acknowledge_ask,
    acknowledge_cornered,
    agree_ask,
    amend_piece,
    answer_closure,
    ask,
    ask_again,
    ask_to_close,
    at_capacity,
    bounce_piece,
    call_for_help,
    classify,
    climb_ladders,
    corner,
    decline,
    decline_ask,
    decline_handover,
    expire_handovers,
    finish_ask,
    finish_piece,
    free,
    hand_out_piece,
    has_capacity,
    learn,
    merge,
    offer_handover,
    pause,
    raise_escalation,
    record_fix,
    regrade,
    remind_asks,
    remind_tags,
    reopen,
    reopen_piece,
    resend_piece,
    resume,
    ring_due_alarms,
    ring_silent_pieces,
    save_customer,
    take_piece,
    update,
    waive_piece,
    withdraw_ask,
    withdraw_handover,
)
from holdfast.escalation.models import (
    Ask,
    ClosureRequest,
    Cornered,
    Escalation,
    Handover,
    Piece,
    Tag,
)
from holdfast.escalation.queries import by_ref
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import Actor
from holdfast.people.actions import begin_absences, change_policy
from holdfast.people.models import Absence, Person, Programme, Team
from holdfast.people.queries import actor, default_programme
from holdfast.rotation.actions import mind_swaps
from holdfast.rotation.models import Confirmation, Seat, Swap, Window

# A Tuesday, 15:00 in London, 16:00 in Berlin, 10:00 in New York, 09:00 in Austin.
START = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)

_CAST = {
    "sam": ("Sam Okafor", "support", "America/Chicago"),
    "ana": ("Ana Ruiz", "engineer", "Europe/Berlin"),
    "kim": ("Kim Seo-yeon", "engineer", "Asia/Seoul"),
    "bo": ("Bo Larsen", "engineer", "America/New_York"),
    "lea": ("Lea Marsh", "lead", "Europe/London"),
    "max": ("Max Vogel", "member", "Europe/Berlin"),
    "rex": ("Rex Quill", "member", "America/New_York"),
    "ada": ("Ada Novak", "admin", "Europe/Prague"),
}


_MOVES = {
    "take": take_piece,
    "bounce": bounce_piece,
    "resend": resend_piece,
    "finish": finish_piece,
    "waive": waive_piece,
    "reopen": reopen_piece,
    "amend": amend_piece,
}
_ASK_WORDS = {
    "acknowledge": (acknowledge_ask, "note"),
    "agree": (agree_ask, "note"),
    "decline": (decline_ask, "reason"),
    "finish": (finish_ask, "note"),
    "withdraw": (withdraw_ask, "reason"),
}


_TICK = timedelta(minutes=30)
# What the sweeps of a tick look at, by this column.
_ALARMED = (Escalation, Handover, Cornered, ClosureRequest, Piece, Ask, Tag, Absence)


@dataclass
class Story:
    """A programme with its cast and a clock that only moves when the story moves it."""

    now: datetime = START
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        if name in _CAST:
            return actor(Person.objects.get(login=name), via="test")
        raise AttributeError(name)

    @property
    def programme(self) -> Programme:
        return default_programme()

    def forward(self, **time: float) -> None:
        """Time passes, and the worker's sweeps run as they would have: every half an hour, but for
        those half hours in which nothing was due."""
        end = self.now + timedelta(**time)
        while self.now < end:
            steps = max(1, math.ceil((self._next_alarm(end) - self.now) / _TICK))
            self.now = min(end, self.now + steps * _TICK)
            self.tick()

    def _next_alarm(self, end: datetime) -> datetime:
        """When any sweep has something to do; at once where a swap may wait for somebody who goes."""
        if Swap.objects.filter(alarm_at__isnull=False).exists():
            return self.now
        alarms = (each.objects.aggregate(at=Min("alarm_at"))["at"] for each in _ALARMED)
        return min([end, *filter(None, alarms)])

    def tick(self) -> None:
        for sweep in (
            ring_due_alarms,
            expire_handovers,
            ask_again,
            climb_ladders,
            ring_silent_pieces,
            remind_asks,
            remind_tags,
            begin_absences,
            mind_swaps,
        ):
            sweep(self.now)

    def calls(self, by: str = "sam", message: str = "1", **given: object):
        """Somebody calls the engineers in a thread."""
        where = f"https://chat.example.com/{message}"
        given = {"origin_url": where, "text": "Search is down.", **given}
        return call_for_help(programme=self.programme, by=self.of(by), at=self.now, **given)

    # The verbs of an escalation, said by somebody now.
    def raised(self, by: str = "sam", **given: object) -> Escalation:
        facts = {
            "title": "Search is down for Acme",
            "stakes": "Acme renews on Friday and cannot search at all.",
            "why_now": "The search team's queue is two weeks long.",
            "severity": 1,
        }
        return raise_escalation(
            programme=self.programme, by=self.of(by), at=self.now, **{**facts, **given}
        )

    def owned(self, by: str = "ana", **given: object) -> Escalation:
        return self.accept(self.raised(**given), by=by)

    def accept(self, escalation: Escalation, *, by: str) -> Escalation:
        return accept(ref=escalation.ref, by=self.of(by), at=self.now)

    def decline(self, escalation: Escalation, *, by: str, **given: object):
        return decline(ref=escalation.ref, by=self.of(by), at=self.now, **given)

    def update(self, escalation: Escalation, text: str = "News.", *, by: str = "ana", **given):
        return update(ref=escalation.ref, text=text, by=self.of(by), at=self.now, **given)

    def offer(self, escalation: Escalation, *, to: str, by: str = "ana", note: str | None = "All."):
        return offer_handover(ref=escalation.ref, to=to, note=note, by=self.of(by), at=self.now)

    def take_over(self, handover, *, by: str):
        return accept_handover(handover_id=handover.pk, by=self.of(by), at=self.now)

    def refuse_offer(self, handover, *, by: str, reason: str = "On leave."):
        return decline_handover(handover_id=handover.pk, reason=reason, by=self.of(by), at=self.now)

    def withdraw(self, handover, *, by: str = "ana"):
        return withdraw_handover(handover_id=handover.pk, by=self.of(by), at=self.now)

    def ask(self, escalation: Escalation, *, by: str = "ana", **given: object):
        facts = {"what": "Read the index of Acme.", "until": START.date() + timedelta(days=2)}
        facts |= given if "to_person" in given else {"to_team": "Search", **given}
        return ask(ref=escalation.ref, by=self.of(by), at=self.now, **facts)

    def say_of_ask(self, asked, word: str, *, by: str, note: str = ""):
        """Acknowledge, agree, decline, finish or withdraw an ask."""
        action, reason = _ASK_WORDS[word]
        return action(ask_id=asked.pk, by=self.of(by), at=self.now, **{reason: note})

    def ask_to_close(self, escalation: Escalation, *, by: str = "ana", **given: str):
        facts = {"outcome": "resolved", "reason": "Fixed and deployed.", **given}
        return ask_to_close(ref=escalation.ref, by=self.of(by), at=self.now, **facts)

    def answer(self, request, *, agree: bool, by: str = "sam", note: str = ""):
        return answer_closure(
            request_id=request.pk, agree=agree, note=note, by=self.of(by), at=self.now
        )

    def classify(self, escalation: Escalation, word: str, *, by: str = "ana", evidence: str = ""):
        return classify(
            ref=escalation.ref, word=word, evidence=evidence, by=self.of(by), at=self.now
        )

    def learn(self, escalation: Escalation, text: str = "Look.", *, by: str = "ana", **given):
        facts = {"audience": ["SE"], **given}
        return learn(ref=escalation.ref, text=text, by=self.of(by), at=self.now, **facts)

    def merge(self, escalation: Escalation, into: Escalation, *, by: str = "ana", **given: str):
        return merge(ref=escalation.ref, into=into.ref, by=self.of(by), at=self.now, **given)

    def regrade(self, escalation: Escalation, severity: int, *, by: str = "ana", **given: str):
        facts = {"reason": "Judged wrong.", **given}
        return regrade(ref=escalation.ref, severity=severity, by=self.of(by), at=self.now, **facts)

    def reopen(self, escalation: Escalation, *, by: str = "sam", reason: str = "It is back."):
        return reopen(ref=escalation.ref, reason=reason, by=self.of(by), at=self.now)

    def corner(self, escalation: Escalation, *, by: str = "ana", reason: str = "Stuck.", **given):
        return corner(ref=escalation.ref, reason=reason, by=self.of(by), at=self.now, **given)

    def acknowledge(self, escalation: Escalation, *, by: str, note: str = ""):
        return acknowledge_cornered(ref=escalation.ref, note=note, by=self.of(by), at=self.now)

    def free(self, escalation: Escalation, *, by: str = "ana", how: str = "The team took it."):
        return free(ref=escalation.ref, how=how, by=self.of(by), at=self.now)

    def pause(self, escalation: Escalation, resumes_on: date, *, by: str = "ana", **given: str):
        facts = {"reason": "Acme is closed until then.", **given}
        return pause(
            ref=escalation.ref, resumes_on=resumes_on, by=self.of(by), at=self.now, **facts
        )

    def resume(self, escalation: Escalation, *, by: str = "ana", reason: str = ""):
        return resume(ref=escalation.ref, reason=reason, by=self.of(by), at=self.now)

    def at_capacity(self, login: str, *, by: str = "", **given):
        return at_capacity(login=login, by=self.of(by or login), at=self.now, **given)

    def has_capacity(self, login: str, *, by: str = ""):
        return has_capacity(login=login, by=self.of(by or login), at=self.now)

    def told(self, kind: str) -> set[str]:
        """Logins of who was told by the latest event of a kind."""
        event = Event.objects.filter(kind=kind).order_by("id").last()
        numbers = Delivery.objects.filter(event=event).values_list("recipient", flat=True)
        people = Person.objects.filter(pk__in=[int(each) for each in numbers if each.isdigit()])
        return set(people.values_list("login", flat=True))

    def piece(self, escalation: Escalation, *, team: str = "Billing", by: str = "ana", **given):
        facts = {"title": "Invoices stop", "evidence": "Run the job twice.", **given}
        return hand_out_piece(ref=escalation.ref, team=team, by=self.of(by), at=self.now, **facts)

    def move(self, piece, word: str, *, by: str = "ben", **given: str):
        """`word` is take, bounce, resend, finish, waive, reopen or amend."""
        return _MOVES[word](piece_id=piece.pk, by=self.of(by), at=self.now, **given)

    def fix(self, escalation: Escalation, *, by: str = "ana", **given: str):
        facts = {"fixed_by": "ana", "why": "She knew the code.", "team": "Search", **given}
        return record_fix(ref=escalation.ref, by=self.of(by), at=self.now, **facts)

    def supported(self, escalation: Escalation, *, by: str) -> Escalation:
        """Somebody answers to the customer for it."""
        person = self.people[by]
        Escalation.objects.filter(pk=escalation.pk).update(support_engineer=person)
        return self.see(escalation)

    def of(self, login: str) -> Actor:
        return actor(Person.objects.get(login=login), via="test")

    def see(self, escalation: Escalation) -> Escalation:
        """The escalation as it stands now."""
        return by_ref(escalation.ref)

    def happened(self, escalation: Escalation) -> list[str]:
        return list(
            Event.objects.filter(subject=escalation.ref)
            .order_by("id")
            .values_list("kind", flat=True)
        )


def tell() -> Story:
    """The programme on its first day: Ana and Kim on the rotation, confirmed."""
    # Tests that commit empty every table, the programme of the migration with them.
    Programme.objects.get_or_create(name="Escalation engineering")
    team, _ = Team.objects.get_or_create(name="Search")
    people = {
        login: Person.objects.create(
            login=login,
            name=name,
            email=f"{login}@example.com",
            role=role,
            zone=zone,
            team=team if role == "engineer" else None,
            password="!",
            known_since=START - timedelta(days=100),
        )
        for login, (name, role, zone) in _CAST.items()
    }
    people["ana"].manager = people["max"]
    people["ana"].save(update_fields=["manager"])
    window = Window.objects.create(
        programme=default_programme(),
        starts_on=date(2026, 2, 16),
        ends_on=date(2026, 3, 16),
        wanted=2,
    )
    for position, login in enumerate(["ana", "kim"]):
        seat = Seat.objects.create(
            window=window, person=people[login], position=position, source="hand", at=START
        )
        Confirmation.objects.create(seat=seat, by=people[login], at=START)
    return Story(people=people)


def another_team() -> Team:
    """Billing, which receives work: Ben and Ida are of it, Eva manages both. They know nothing of
    the rotation."""
    team = Team.objects.create(name="Billing")
    facts = {"zone": "Europe/Berlin", "password": "!", "known_since": START - timedelta(days=100)}
    eva = Person.objects.create(login="eva", name="Eva Stein", email="eva@example.com", **facts)
    for login, name in (("ben", "Ben Ahrens"), ("ida", "Ida Moe")):
        Person.objects.create(
            login=login,
            name=name,
            email=f"{login}@example.com",
            team=team,
            manager=eva,
            **facts,
        )
    return team


def before_go_live() -> Person:
    """Ivo of implementation leads at Umbra Freight, a customer who goes live on Friday 20 March;
    the policy gives implementation 14 days after that, and Sam is the support engineer then."""
    programme = default_programme()
    admin = actor(Person.objects.get(login="ada"), via="test")
    ivo = Person.objects.create(
        login="ivo",
        name="Ivo Brandt",
        email="ivo@example.com",
        role="support",
        zone="Europe/Berlin",
        password="!",
        known_since=START - timedelta(days=100),
    )
    change_policy(
        programme=programme,
        effective_on=START.date(),
        changes={"ga_buffer_days": 14},
        reason="As implementation and support agreed.",
        by=admin,
        at=START,
    )
    save_customer(
        name="Umbra Freight",
        ga_on=date(2026, 3, 20),
        implementation_engineer="ivo",
        support_engineer="sam",
        by=admin,
        at=START,
    )
    return ivo


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    return datetime.combine(date(2026, month, day), time(hour), UTC)
