"""The report an engineer brings home from a seat (R24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from holdfast.credit.models import Return, ReturnNote
from holdfast.credit.queries.led import led_by, outcome_of, span
from holdfast.escalation.models import (
    Classification,
    Escalation,
    EscalationClass,
    Learning,
    Outcome,
    Piece,
    PieceMove,
)
from holdfast.journal.queries import used
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Area, Person, Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.models import Seat
from holdfast.rotation.queries.windows import days_of

LATE = timedelta(days=14)  # a seat that ended longer ago is not asked about any more


@dataclass(frozen=True, slots=True)
class LedOne:
    escalation: Escalation
    outcome: str  # in words
    klass: str


@dataclass(frozen=True, slots=True)
class OfTeam:
    """A piece the home team was handed; `bounced` how often it sent it back."""

    piece: Piece
    bounced: int


@dataclass(frozen=True, slots=True)
class Report:
    """`until` is the first day after the seat. `areas` are names of the help directory by how many of
    the escalations speak of them; `team` is None where nobody knows a home team."""

    seat: Seat
    until: date
    over: bool
    days: int
    led: Sequence[LedOne]
    learnings: Sequence[Learning]
    pieces: Sequence[OfTeam]
    areas: Sequence[tuple[str, int]]
    note: str
    sent: Return | None

    @property
    def said(self) -> list[Learning]:
        """What customers said, as they said it."""
        return [each for each in self.learnings if each.customer_words]


def seat_of(number: int) -> Seat:
    """Raises NotFound with a sentence."""
    rows = Seat.objects.select_related("window__programme", "person__manager", "home_team")
    found = rows.filter(pk=number, withdrawal=None).first()
    if found is None:
        raise NotFound(f"There is no seat {number} to come home from.")
    return found


def report_of(seat: Seat, *, at: datetime) -> Report:
    """As it stands now; what was sent stands in `sent`."""
    policy = policy_at(seat.window.programme, at)
    first, until = seat.days[0], end_of(seat)
    between = span(first, until, policy.zone)
    issues = led_by(seat.person_id, between)
    today = local_date(at, policy.zone)
    klasses = _classes(issues)
    return Report(
        seat=seat,
        until=until,
        over=until <= today,
        days=max(0, (min(until, today) - first).days),
        led=[LedOne(each, _outcome(each, at), klasses.get(each.pk, "")) for each in issues],
        learnings=list(
            Learning.objects.filter(by=seat.person_id, at__gte=between[0], at__lt=between[1])
            .select_related("escalation")
            .order_by("id")
        ),
        pieces=_pieces(seat, issues),
        areas=_areas(issues),
        note=note_of(seat),
        sent=Return.objects.filter(seat=seat).select_related("by").first(),
    )


def end_of(seat: Seat) -> date:
    """The first day after it: the last day of a part of a window is the day another part starts on."""
    _, ends = seat.days
    window_end = days_of(seat.window)[1]
    return window_end if seat.part is None or ends >= seat.window.ends_on else ends


def home_team_people(seat: Seat) -> list[Person]:
    """Who hears of it: the manager and the team they come from, as far as they are here."""
    team = seat.home_team_id or seat.person.team_id
    found = (
        {each.pk: each for each in Person.objects.filter(team=team, deactivated_at=None)}
        if team
        else {}
    )
    manager = seat.person.manager
    if manager and manager.is_active:
        found[manager.pk] = manager
    found.pop(seat.person_id, None)
    return sorted(found.values(), key=lambda each: each.login)


def note_of(seat: Seat) -> str:
    last = ReturnNote.objects.filter(seat=seat).order_by("-id").first()
    return last.text if last else ""


def returns(programme: Programme, *, at: datetime) -> QuerySet[Seat]:
    """Seats whose window has begun, the latest end first."""
    today = local_date(at, policy_at(programme, at).zone)
    rows = Seat.objects.filter(
        window__programme=programme,
        window__dropping=None,
        window__starts_on__lte=today,
        withdrawal=None,
    )
    rows = rows.select_related("window", "person", "return_report")
    return rows.order_by("-window__ends_on", "-id")


def to_remind(programme: Programme, at: datetime) -> list[int]:
    """Seats that ended lately whose report was neither sent nor asked for: ended by their own last
    day, with a person who is here."""
    today = local_date(at, policy_at(programme, at).zone)
    near = returns(programme, at=at).filter(
        window__ends_on__gte=today - LATE - timedelta(days=62),
        return_report=None,
        person__deactivated_at=None,
    )
    due = [seat.pk for seat in near if today - LATE < end_of(seat) <= today]
    asked = used(map(reminder_key, due))
    return [pk for pk in due if reminder_key(pk) not in asked]


def reminder_key(seat: int) -> str:
    return f"return-due:{seat}"


def _outcome(issue: Escalation, at: datetime) -> str:
    word = outcome_of(issue, at + timedelta(microseconds=1))
    return "Open" if word == "open" else Outcome(word).label


def _classes(issues: Sequence[Escalation]) -> dict[int, str]:
    rows = Classification.objects.filter(escalation__in=issues).order_by("id")
    return {each.escalation_id: EscalationClass(each.word).label for each in rows}


def _pieces(seat: Seat, issues: Sequence[Escalation]) -> list[OfTeam]:
    """What the home team got of what they led, or sent back."""
    team = seat.home_team_id or seat.person.team_id
    if team is None:
        return []
    rows = Piece.objects.filter(escalation__in=issues)
    bounced = Counter(
        PieceMove.objects.filter(piece__in=rows, team=team, word="bounced").values_list(
            "piece", flat=True
        )
    )
    return [
        OfTeam(each, bounced[each.pk])
        for each in rows.select_related("escalation", "team").order_by("id")
        if each.team_id == team or bounced[each.pk]
    ]


def _areas(issues: Sequence[Escalation]) -> list[tuple[str, int]]:
    """How many of them name an area of the help directory, or one of its words; most first."""
    found: Counter[str] = Counter()
    texts = [f"{each.title} {each.stakes} {each.why_now}".casefold() for each in issues]
    for area in Area.objects.all():
        words = [word.casefold() for word in (area.name, *area.words)]
        found[area.name] = sum(any(word in text for word in words) for text in texts)
    return [(name, count) for name, count in found.most_common(5) if count]
