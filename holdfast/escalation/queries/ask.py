"""Reading asks: of an escalation, of somebody, and how often engineering was engaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from holdfast.escalation.models import Ask, AskAnswer, Escalation
from holdfast.escalation.rules.ask import STATES
from holdfast.escalation.rules.suggest import KnownArea, Suggestion, suggest
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.holdings import Holding
from holdfast.people.models import Area, Person, Programme
from holdfast.store import Statement, slot

_MOST_UPDATES, _MOST_CHARACTERS = 3, 600
_MOST_WAITING = 100
_WITH = (
    "escalation__programme",
    "escalation__ownership__person",
    "escalation__raised_by",
    "to_team",
    "to_person",
    "by",
)


# The first page asks it of everybody.
_waiting = Statement(
    lambda: (
        Ask.objects.filter(
            Q(to_person=slot.number("me"))
            | Q(to_team__contact=slot.number("me"))
            | Q(to_team=slot.number("team")),
            alarm_at__isnull=False,
        )
        .select_related(*_WITH)
        .order_by("due_at", "pk")[:_MOST_WAITING]
    )
)


def ask(ask_id: int) -> Ask:
    """Raises NotFound with a sentence."""
    found = _whole(Ask.objects.filter(pk=ask_id)).first()
    if found is None:
        raise NotFound(f"There is no ask {ask_id}.")
    return found


def asks_of(escalation: Escalation) -> list[Ask]:
    """Everything that was asked on it: what is open first, then the newest."""
    found = list(_whole(escalation.asks.all()).order_by("-pk"))
    return sorted(found, key=lambda each: not each.is_open)


def asks_waiting_for(person: Person, *, limit: int = _MOST_WAITING) -> list[Ask]:
    """Open asks to this person, to their team, or to a team whose contact they are."""
    found = _waiting.all(me=person.pk, team=person.team_id or 0)[:limit]
    if found:
        prefetch_related_objects(found, "answers__by")
    return found


@dataclass(frozen=True, slots=True)
class AskPage:
    """One page of a list, newest first. `next` is the number to ask `after`, None at the end."""

    items: Sequence[Ask]
    next: int | None


def page_of_asks(
    programme: Programme,
    *,
    to: Person | None = None,
    team: int | None = None,
    asked_by: int | None = None,
    state: str = "open",
    after: int | None = None,
    limit: int = 50,
) -> AskPage:
    """Asks in a state: open, ended, all, or one of the words; to somebody (and what they answer for),
    to a team, or by somebody."""
    found = Ask.objects.filter(escalation__programme=programme)
    if state in {"open", "ended"}:
        found = found.filter(alarm_at__isnull=state == "ended")
    elif state in STATES:
        found = found.filter(_stands_at(state))
    elif state != "all":
        words = ", ".join(("open", "ended", "all", *STATES))
        raise Invalid(f"“{state[:20]}” is not a state; use one of {words}.", field="state")
    if to is not None:
        found = found.filter(_to_them(to))
    if team is not None:
        found = found.filter(to_team_id=team)
    if asked_by is not None:
        found = found.filter(by_id=asked_by)
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(_whole(found).order_by("-pk")[: limit + 1])
    more = len(items) > limit
    return AskPage(items=items[:limit], next=items[limit - 1].pk if more else None)


def may_answer(asked: Ask, person: Person) -> bool:
    """Is it theirs to answer? As the action asks it, of an ask read here."""
    if asked.to_team is None:
        return asked.to_person_id == person.pk
    return asked.to_team_id == person.team_id or asked.to_team.contact_id == person.pk


def engagements(programme: Programme, *, since: datetime, until: datetime) -> QuerySet[Ask]:
    """The formal requests to engineering made in [since, until): the numerator of R77.

    A request counts at the moment it was sent, whatever became of it: declined, done or still open,
    for somebody had to look at it. Withdrawn ones count once anybody of those asked had said a
    word; one withdrawn before that engaged nobody and is left out, so the figure of a recent period
    can still fall. Informal asks, what an alert routed to its own team, pieces and filed defects
    never count. Each ask counts once: several on one escalation are several requests.
    """
    said = AskAnswer.objects.filter(ask=OuterRef("pk"))
    withdrawn = said.filter(word=AskAnswer.Word.WITHDRAWN)
    looked_at = said.exclude(word=AskAnswer.Word.WITHDRAWN)
    return Ask.objects.filter(
        ~Exists(withdrawn) | Exists(looked_at),
        escalation__programme=programme,
        formal=True,
        at__gte=since,
        at__lt=until,
    ).order_by("at", "pk")


class Engaged(NamedTuple):
    """How often engineering was engaged: `requests`, on so many `escalations`."""

    requests: int
    escalations: int


def engaged(programme: Programme, *, since: datetime, until: datetime) -> Engaged:
    """The count of `engagements`; issues are compared with `escalations`, which are issues."""
    numbers = list(
        engagements(programme, since=since, until=until).values_list("escalation", flat=True)
    )
    return Engaged(requests=len(numbers), escalations=len(set(numbers)))


def tried_so_far(escalation: Escalation) -> str:
    """What its last updates say, newest first: the attempt as the record has it."""
    latest = escalation.updates.order_by("-id")[:_MOST_UPDATES]
    return "\n".join(f"{each.at:%Y-%m-%d}: {_short(each.text)}" for each in latest)


def suggestions(escalation: Escalation) -> list[Suggestion]:
    """Whom to ask, in order (R71), from the help directory and the words of the escalation."""
    owner = escalation.owner
    words = [escalation.title, escalation.stakes, escalation.why_now, escalation.customer]
    words += escalation.asks.exclude(customer_words="").values_list("customer_words", flat=True)
    home = Person.objects.filter(pk=owner.pk).values_list("team__name", flat=True) if owner else ()
    return suggest(
        home_team=next(iter(home), None) or "",
        owner=str(owner or ""),
        words=words,
        areas=[
            KnownArea(
                name=area.name,
                keywords=area.words,
                team=area.team.name,
                person=area.person.login if area.person and area.person.is_active else "",
                person_name=str(area.person or ""),
                note=area.note,
            )
            for area in Area.objects.select_related("team", "person")
        ],
    )


def holdings_of(person: Person, at: datetime) -> list[Holding]:  # noqa: ARG001 - what is open is open now
    """Open asks to them by name, for the alarm when they go."""
    found = Ask.objects.filter(to_person=person, alarm_at__isnull=False)
    return [
        Holding(f"{each.escalation.ref}: {_short(each.what)}", concerns=(each.by_id,))
        for each in found.select_related("escalation").order_by("due_at")
    ]


def _to_them(person: Person) -> Q:
    theirs = Q(to_person=person) | Q(to_team__contact=person)
    return theirs | Q(to_team=person.team_id) if person.team_id else theirs


def _stands_at(state: str) -> Q:
    """The words of an ask only ever go on: it stands at one when none of those after it was said."""
    said = AskAnswer.objects.filter(ask=OuterRef("pk"))
    if state == "sent":
        return Q(~Exists(said))
    ended = ("declined", "done", "withdrawn")
    later = {"acknowledged": ("agreed", *ended), "agreed": ended}.get(state, ())
    return Q(Exists(said.filter(word=state))) & ~Q(Exists(said.filter(word__in=later)))


def _whole(found: QuerySet[Ask]) -> QuerySet[Ask]:
    return found.select_related(*_WITH).prefetch_related("answers__by")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARACTERS else f"{line[: _MOST_CHARACTERS - 1]}…"
