"""Which escalation is about which support issue (R77): by its address, or because somebody says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from holdfast.escalation.actions.ground import take
from holdfast.escalation.models import Escalation
from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.kernel.text import line
from holdfast.people.models import Programme
from holdfast.people.rules.permission import require
from holdfast.support.actions.tallying import locked
from holdfast.support.models import Match, Pointer, Tally, Unmatch
from holdfast.support.queries.issue import issue_by_key
from holdfast.support.rules.pointing import points

_MOST = 500  # escalations looked at in one go
_ROUNDS = 20  # in one tick, after which others have their turn
# Raised so lately that one with a lower number may still be on its way into the database.
_SETTLED = timedelta(minutes=2)
_ISSUES = (
    "SELECT i.id, p.escalation_id FROM support_pointer p JOIN support_issue i ON {on} "
    "WHERE p.escalation_id IN ({marks}) AND NOT EXISTS (SELECT 1 FROM support_match m "
    "WHERE m.issue_id = i.id AND m.escalation_id = p.escalation_id)"
)
_BY_URL = "i.url = p.url AND p.url <> ''"
_BY_KEY = (
    "i.key = p.key AND p.key <> '' AND (i.url = '' OR lower(i.url) LIKE '%%://' || p.host || '/%%')"
)


def match_raised(at: datetime) -> int:
    """Escalations raised since the last look are matched with the issues they point at. The sweep: it
    reads what is new by its number, and raising costs nothing for it."""
    newest = Escalation.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return 0
    done = 0
    for programme in Programme.objects.all():
        for _ in range(_ROUNDS):
            tally = Tally.objects.filter(programme=programme).first()
            if tally is not None and tally.looked >= newest:
                break
            matched, more = _look(programme, at)
            done += matched
            if not more:
                break
    return done


def _look(programme: Programme, at: datetime) -> tuple[int, bool]:
    """How many matches came of the next escalations, and whether there may be more behind them."""
    with transaction.atomic(durable=True):
        tally = locked(programme, at=at)
        found = list(
            Escalation.objects.filter(pk__gt=tally.looked)
            .order_by("pk")
            .values_list("pk", "origin_url", "raised_at", "programme_id")[:_MOST]
        )
        mine = [(number, url) for number, url, _, of in found if of == programme.pk and url]
        done = _point(mine, at) if mine else 0
        settled = [number for number, _, raised_at, _ in found if raised_at <= at - _SETTLED]
        if settled and settled[-1] > tally.looked:
            tally.looked = settled[-1]
            tally.save(update_fields=["looked"])
    return done, len(found) == _MOST and len(settled) == _MOST


def _point(escalations: list[tuple[int, str]], at: datetime) -> int:
    known = set(
        Pointer.objects.filter(escalation__in=[number for number, _ in escalations]).values_list(
            "escalation", flat=True
        )
    )
    new = [
        Pointer(escalation_id=number, **found._asdict())
        for number, url in escalations
        if number not in known and (found := points(url))
    ]
    if not new:
        return 0
    Pointer.objects.bulk_create(new)
    numbers = [each.escalation_id for each in new]
    marks = ", ".join(["%s"] * len(numbers))
    with connection.cursor() as cursor:
        pairs: set[tuple[int, int]] = set()
        for on in (_BY_URL, _BY_KEY):
            cursor.execute(_ISSUES.format(on=on, marks=marks), numbers)
            pairs.update(cursor.fetchall())
    Match.objects.bulk_create(
        Match(issue_id=issue, escalation_id=escalation, how=Match.How.ADDRESS, at=at)
        for issue, escalation in sorted(pairs)
    )
    return len(pairs)


def match(*, ref: str, key: str, by: Actor, at: datetime) -> Match:
    """Somebody says that an escalation is about an issue. One that is matched already is a repeat."""
    if event := repeated(by):
        return _whole(event.data["match"])
    with transaction.atomic(durable=True):
        escalation = take(ref)
        _require(escalation, by)
        issue = issue_by_key(escalation.programme, key)
        stands = Match.objects.filter(escalation=escalation, issue=issue, unmatch__isnull=True)
        if found := stands.first():
            return _whole(found.pk)
        made = Match.objects.create(
            escalation=escalation, issue=issue, how=Match.How.HAND, by_id=by.person_id, at=at
        )
        record(
            "issue.matched",
            subject=escalation.ref,
            by=by,
            at=at,
            data={"match": made.pk, "issue": issue.key, "name": issue.title},
        )
    return _whole(made.pk)


def unmatch(*, ref: str, key: str, reason: str = "", by: Actor, at: datetime) -> Unmatch:
    """It is not about that issue. No address brings it back; somebody may by hand."""
    if event := repeated(by):
        return Unmatch.objects.get(pk=event.data["unmatch"])
    reason = line(reason, field="reason")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        _require(escalation, by)
        issue = issue_by_key(escalation.programme, key)
        there = Match.objects.filter(escalation=escalation, issue=issue)
        stands = there.filter(unmatch__isnull=True).first()
        if stands is None:
            if gone := Unmatch.objects.filter(match__in=there).order_by("-pk").first():
                return gone
            raise Conflict(f"{escalation.ref} is not matched with issue {issue.key}.")
        made = Unmatch.objects.create(match=stands, reason=reason, by_id=by.person_id, at=at)
        record(
            "issue.unmatched",
            subject=escalation.ref,
            by=by,
            at=at,
            data={"unmatch": made.pk, "issue": issue.key, "name": issue.title, "reason": reason},
        )
    return made


def _whole(number: int) -> Match:
    found = Match.objects.select_related("issue", "escalation", "by").filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no match {number}.")
    return found


def _require(escalation: Escalation, by: Actor) -> None:
    owner = escalation.owner
    theirs = {escalation.raised_by_id, escalation.support_engineer_id, owner.pk if owner else None}
    require(
        by,
        "issues.match",
        mine=by.person_id is not None and by.person_id in theirs,
        instead="Its raiser, its owner or somebody of support or engineering can.",
    )
