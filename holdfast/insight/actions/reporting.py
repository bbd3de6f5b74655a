"""The monthly report is made, and mailed to who gets it."""

from __future__ import annotations

from datetime import datetime, time

from django.db import IntegrityError, transaction

from holdfast.insight.presenting.report import as_data, kept, lines
from holdfast.insight.queries.days import instants
from holdfast.insight.queries.made import key_of
from holdfast.insight.queries.report import Report, report
from holdfast.insight.queries.subscription import readers
from holdfast.insight.rules.asked import Days, first_working_day, month_before
from holdfast.insight.rules.engagement import headline
from holdfast.journal.actions import record
from holdfast.journal.models import Event
from holdfast.journal.queries import by_key
from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.period import instant, local_date
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at


def make_reports(at: datetime) -> int:
    """Sweep: on the first working day of a month, from the handover hour on, the month before."""
    return one_by_one(_make, Programme.objects.values_list("pk", flat=True), at)


def _make(number: int, at: datetime) -> int:
    programme = Programme.objects.get(pk=number)
    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    due_at = instant(first_working_day(today), time(policy.handover_hour), policy.zone)
    asked = month_before(today)
    key = key_of(programme, asked.month)
    if at < due_at or by_key(key) or not _kept_records(programme, asked):
        return 0
    found = report(programme, asked, at=at)
    try:
        with transaction.atomic(durable=True):
            record(
                "report.made",
                subject=f"report-{asked.month}",
                by=CLOCK,
                at=at,
                data=_data(found),
                tell=readers(programme, policy),
                key=key,
            )
    except IntegrityError:  # another ticker made it meanwhile
        return 0
    return 1


def _kept_records(programme: Programme, asked: Days) -> bool:
    """Was anything written down here before the month was over? A month before the first record was
    made somewhere else, and nothing is known of it."""
    first = Event.objects.order_by("pk").values_list("at", flat=True).first()
    return first is not None and first < instants(programme, asked).end


def _data(found: Report) -> dict[str, object]:
    """The figures as they stand, so that a mail that goes out late says what held then."""
    return {
        "month": found.days.month,
        "month_title": found.days.title,
        "opening": headline(found.engagement),
        "lines": lines(found),
        "figures": kept(as_data(found)),
    }
