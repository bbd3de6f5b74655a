"""Asking a team or a person for something, and their answers (R42, R43, R52, R71, R76, R78)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction

from holdfast.escalation.actions.ground import must_be_open, one_by_one, take, tell
from holdfast.escalation.models import Ask, AskAnswer, Escalation
from holdfast.escalation.queries.ask import ask as find
from holdfast.escalation.queries.ask import tried_so_far
from holdfast.escalation.rules.ask import due_at, first_alarm, may_follow, next_alarm
from holdfast.escalation.rules.clock import update_by
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import clean, optional, required
from holdfast.kernel.working_time import WorkingHours
from holdfast.people.models import Person, Team
from holdfast.people.queries import (
    answering_for,
    leads,
    policy_at,
    usual_hours,
    working_hours,
)
from holdfast.people.queries import person as person_of
from holdfast.people.queries import team as team_of
from holdfast.people.rules.permission import require
from holdfast.people.rules.policy import Policy

Word = AskAnswer.Word
ALERT = (
    "One of your alerts found this. Look at it first, and say what you see and whether it is yours."
)
_IS = {
    Word.ACKNOWLEDGED: "was acknowledged",
    Word.AGREED: "was agreed to",
    Word.DECLINED: "was declined",
    Word.DONE: "is done",
    Word.WITHDRAWN: "was withdrawn",
}


class _Wanted(NamedTuple):
    """What is asked of whom, before it is written down."""

    to: Person | Team
    what: str
    due: datetime
    formal: bool
    tried: str = ""
    customer_words: str = ""


def ask(
    *,
    ref: str,
    what: str,
    until: datetime | date | None,
    to_team: str = "",
    to_person: str = "",
    formal: bool | None = None,
    tried: str = "",
    customer_words: str = "",
    by: Actor,
    at: datetime,
) -> Ask:
    """The DRI, or a lead, asks a team (by name) or a person (by login) for something.

    A day as `until` is the end of the receiver's working day, for a team in the programme's usual
    hours. It is a formal request to engineering where it goes to a team, unless said otherwise; one
    that does not say what was `tried` is flagged, not refused. `customer_words` may be passed on to
    the customer; nothing else may. The same ask again while it is open is a repeat.
    """
    if event := repeated(by):
        return find(event.data["ask"])
    what = required(what, field="what", ask="Say what you need of them.")
    tried = optional(tried, field="tried")
    customer_words = optional(customer_words, field="customer_words")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_open(escalation, to="ask for help on it")
        owner = escalation.owner
        if owner is None:
            raise Conflict(f"Nobody owns {escalation.ref} yet; accept it, then ask.")
        require(
            by,
            "ask.make",
            mine=owner.pk == by.person_id,
            instead=f"{owner}, who owns it, or a lead can.",
        )
        to = _receiver(to_team, to_person, by=by)
        _, hours = _hours_of(escalation, to, at)
        wanted = _Wanted(
            to=to,
            what=what,
            due=due_at(until, hours=hours, at=at),
            formal=isinstance(to, Team) if formal is None else formal,
            tried=tried,
            customer_words=customer_words,
        )
        return _asked_already(escalation, wanted, by=by) or _send(escalation, wanted, by=by, at=at)


def send_to_alert_team(escalation: Escalation, *, by: Actor, at: datetime) -> Ask | None:
    """Inside the action that raises it: what an alert found goes to the team whose alert it is,
    before anybody accepts (R78). No formal request: nobody asked, their own alarm did."""
    team = escalation.alert_team
    if team is None:
        return None
    policy, hours = _hours_of(escalation, team, at)
    due = update_by(severity=escalation.severity, policy=policy, hours=hours, at=at)
    wanted = _Wanted(to=team, what=ALERT, due=due, formal=False)
    return _send(escalation, wanted, by=by.with_request(None), at=at)


def acknowledge_ask(*, ask_id: int, note: str = "", by: Actor, at: datetime) -> Ask:
    """Somebody has seen it and will answer. It is still due when it was."""
    return _answer(ask_id, Word.ACKNOWLEDGED, note=note, by=by, at=at)


def agree_ask(*, ask_id: int, note: str = "", by: Actor, at: datetime) -> Ask:
    """They will do it by then."""
    return _answer(ask_id, Word.AGREED, note=note, by=by, at=at)


def decline_ask(*, ask_id: int, reason: str, by: Actor, at: datetime) -> Ask:
    """They will not do it, and say why. What was agreed to can still be declined."""
    return _answer(ask_id, Word.DECLINED, note=reason, by=by, at=at)


def finish_ask(*, ask_id: int, note: str = "", by: Actor, at: datetime) -> Ask:
    """What was asked for is done."""
    return _answer(ask_id, Word.DONE, note=note, by=by, at=at)


def withdraw_ask(*, ask_id: int, reason: str = "", by: Actor, at: datetime) -> Ask:
    """It is not needed any more, says who asked, the DRI or a lead."""
    reason = optional(reason, field="reason")
    with transaction.atomic(durable=True):
        asked, escalation = _take_ask(ask_id)
        owner = escalation.owner
        require(
            by,
            "ask.withdraw",
            mine=by.person_id in {asked.by_id, owner.pk if owner else None},
            instead="Who asked, the DRI or a lead can.",
        )
        if not _said_already(asked, Word.WITHDRAWN, note=reason, by=by):
            _say(asked, escalation, Word.WITHDRAWN, note=reason, by=by, at=at)
    return find(ask_id)


def withdraw_open_asks(escalation: Escalation, *, by: Actor, at: datetime) -> None:
    """Inside the action that ends it: nobody works for an escalation that has ended."""
    for asked in escalation.asks.filter(alarm_at__isnull=False).order_by("pk"):
        _say(asked, escalation, Word.WITHDRAWN, note="", by=by, at=at)


def remind_asks(at: datetime, *, limit: int = 200) -> int:
    """Sweep: asks that nobody acknowledged in time, and those that are overdue, are said aloud to
    who was asked and who asked; what stays overdue to the leads too. Returns how many rang."""
    due = list(
        Ask.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_remind, due, at)


def _remind(ask_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        asked, escalation = _take_ask(ask_id)
        rang = asked.alarm_at
        if rang is None or rang > at:
            return 0
        late = asked.due_at <= at
        state = asked.state
        policy, hours = _hours_of(escalation, asked.receiver, at)
        asked.alarm_at = next_alarm(
            asked.due_at, state=state, repeat=policy.repeat, hours=hours, at=at
        )
        asked.save(update_fields=["alarm_at"])
        if not late and state != "sent":
            return 0  # acknowledged meanwhile; it rings again when it is due
        again = late and rang > asked.due_at
        kind = "ask.overdue" if late else "ask.unanswered"
        tell(
            kind,
            escalation,
            by=CLOCK,
            at=at,
            key=f"{kind}:{asked.pk}:{rang.isoformat()}",
            people=[
                asked.by_id,
                escalation.answerable.pk,  # it may have been handed over since it was asked
                *_hearing(asked),
                *(leads() if again else ()),
            ],
            roles=_roles(asked),
            stage="lead" if again else "asked",
            state=state,
            **_facts(asked),
        )
    return 1


def _send(escalation: Escalation, wanted: _Wanted, *, by: Actor, at: datetime) -> Ask:
    policy, hours = _hours_of(escalation, wanted.to, at)
    person = wanted.to if isinstance(wanted.to, Person) else None
    asked = Ask.objects.create(
        escalation=escalation,
        to_team=wanted.to if isinstance(wanted.to, Team) else None,
        to_person=person,
        what=wanted.what,
        due_at=wanted.due,
        formal=wanted.formal,
        tried=wanted.tried,
        customer_words=wanted.customer_words,
        by_id=by.person,
        at=at,
        alarm_at=first_alarm(wanted.due, answer=policy.ask_answer, hours=hours, at=at),
    )
    owner = escalation.owner
    tell(
        "ask.sent",
        escalation,
        by=by,
        at=at,
        people=[*_hearing(asked), asked.by_id, owner.pk if owner else None],
        roles=_roles(asked),
        tried=asked.tried,
        so_far="" if asked.tried else tried_so_far(escalation),
        customer_words=asked.customer_words,
        **_facts(asked),
    )
    return asked


def _asked_already(escalation: Escalation, wanted: _Wanted, *, by: Actor) -> Ask | None:
    same = {"to_team": wanted.to} if isinstance(wanted.to, Team) else {"to_person": wanted.to}
    return escalation.asks.filter(
        **same,
        what=wanted.what,
        due_at=wanted.due,
        formal=wanted.formal,
        tried=wanted.tried,
        customer_words=wanted.customer_words,
        by_id=by.person,
        alarm_at__isnull=False,
    ).first()


def _answer(ask_id: int, word: str, *, note: str, by: Actor, at: datetime) -> Ask:
    with transaction.atomic(durable=True):
        asked, escalation = _take_ask(ask_id)
        require(
            by,
            "ask.answer",
            mine=_is_asked(asked, by),
            instead=f"{asked.receiver} {'answers' if asked.to_person_id else 'and its people answer'} it.",
        )
        if _said_already(asked, word, note=note, by=by):
            return find(ask_id)
        note = (
            required(note, field="reason", ask="Say why not, so that the DRI can look on.")
            if word == Word.DECLINED
            else optional(note, field="note")
        )
        _say(asked, escalation, word, note=note, by=by, at=at)
    return find(ask_id)


def _said_already(asked: Ask, word: str, *, note: str, by: Actor) -> bool:
    """Has this very person said this very word, with no other note? Refuses what cannot follow,
    naming what stands."""
    last = asked.answers.select_related("by").order_by("-id").first()
    if last is None or may_follow(last.word, word):
        return False
    if (last.word, last.by_id) == (word, by.person_id) and clean(note) in {"", last.note}:
        return True
    who = f" by {last.by}" if last.by else ""
    raise Conflict(f"This ask {_IS[Word(last.word)]} already{who}.", state=last.word)


def _say(
    asked: Ask, escalation: Escalation, word: str, *, note: str, by: Actor, at: datetime
) -> None:
    AskAnswer.objects.create(ask=asked, word=word, by_id=by.person_id, at=at, note=note)
    if word in {Word.DECLINED, Word.DONE, Word.WITHDRAWN}:
        asked.alarm_at = None
        asked.save(update_fields=["alarm_at"])
    elif asked.due_at > at:
        asked.alarm_at = asked.due_at
        asked.save(update_fields=["alarm_at"])
    owner = escalation.owner
    tell(
        f"ask.{word}",
        escalation,
        by=by,
        at=at,
        people=[asked.by_id, owner.pk if owner else None, *_hearing(asked)],
        roles=_roles(asked),
        note=note,
        **_facts(asked),
    )


def _facts(asked: Ask) -> dict[str, Any]:
    team = asked.to_team
    return {
        "ask": asked.pk,
        "team": team.name if team else "",
        "what": asked.what,
        "due_at": asked.due_at.isoformat(),
        "formal": asked.formal,
    }


def _roles(asked: Ask) -> dict[str, int | None]:
    return {"asker": asked.by_id, "asked": asked.to_person_id}


def _hearing(asked: Ask) -> list[int]:
    """Who hears of it on the side that was asked."""
    if asked.to_person:
        return [asked.to_person.pk] if asked.to_person.is_active else leads()
    assert asked.to_team_id is not None
    return answering_for(asked.to_team_id)


def _is_asked(asked: Ask, by: Actor) -> bool:
    """Is it theirs to answer: the person's, or anybody's of the team, and its contact's?"""
    if asked.to_team is None:
        return asked.to_person_id == by.person_id
    return (
        asked.to_team.contact_id == by.person
        or asked.to_team.people.filter(pk=by.person, deactivated_at=None).exists()
    )


def _hours_of(
    escalation: Escalation, to: Person | Team, at: datetime
) -> tuple[Policy, WorkingHours]:
    """The policy in force and the hours in which who is asked works."""
    policy = policy_at(escalation.programme, at)
    if isinstance(to, Person):
        return policy, working_hours(to, policy, at=at)
    return policy, usual_hours(policy)


def _receiver(to_team: str, to_person: str, *, by: Actor) -> Person | Team:
    to_team, to_person = to_team.strip(), to_person.strip()
    if bool(to_team) == bool(to_person):
        raise Invalid("Ask a team or a person: one of the two.", field="to_team")
    try:
        found = team_of(to_team) if to_team else person_of(to_person)
    except NotFound as unknown:
        raise Invalid(unknown.message, field="to_team" if to_team else "to_person") from None
    if isinstance(found, Person) and not found.is_active:
        raise Invalid(f"{found} is deactivated; ask somebody who is here.", field="to_person")
    if isinstance(found, Person) and found.pk == by.person_id:
        raise Invalid("That is you; ask somebody else, or write a next step.", field="to_person")
    return found


def _take_ask(ask_id: int) -> tuple[Ask, Escalation]:
    """The ask and its escalation, locked in the order every action locks: escalation first."""
    number = Ask.objects.filter(pk=ask_id).values_list("escalation_id", flat=True).first()
    if number is None:
        raise NotFound(f"There is no ask {ask_id}.")
    escalation = take(str(number))
    asked = Ask.objects.select_related("to_team", "to_person", "by").get(pk=ask_id)
    if asked.escalation_id != escalation.pk:
        # A merge was faster; a second lock here would be taken out of turn.
        raise Conflict(f"Ask {ask_id} has just moved to another escalation; look again.")
    return asked, escalation
