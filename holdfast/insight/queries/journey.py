"""From the journal to what figures count: which escalations were not counted yet, and counting them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Max

from holdfast.escalation.models import Escalation
from holdfast.escalation.models.escalation import PREFIX
from holdfast.insight.models import Followed
from holdfast.insight.rules.course import Counted, Happened, course
from holdfast.journal.models import Event

_AT_ONCE = 500


def counted_up_to() -> int:
    """The event up to which the rows of `Counted` are true."""
    found = Followed.objects.values_list("event", flat=True).first()
    return found or 0


def newest_event() -> int:
    return Event.objects.aggregate(newest=Max("id"))["newest"] or 0


def happened_to_since(event: int, upto: int | None = None) -> set[int]:
    """Numbers of the escalations to which something happened after an event."""
    found = Event.objects.filter(id__gt=event, subject__startswith=PREFIX)
    if upto is not None:
        found = found.filter(id__lte=upto)
    return {
        int(number)
        for subject in found.values_list("subject", flat=True).distinct()
        if (number := subject.removeprefix(PREFIX)).isdigit()
    }


def courses(numbers: Iterable[int]) -> dict[int, list[Counted]]:
    """What figures count of each of these escalations, worked out from their events now."""
    found: dict[int, list[Counted]] = {}
    for some in in_parts(sorted(numbers)):
        told: dict[str, list[Happened]] = defaultdict(list)
        events = Event.objects.filter(subject__in=[f"{PREFIX}{number}" for number in some])
        rows = events.order_by("id").values_list("subject", "kind", "at", "by", "data")
        for subject, kind, at, by, data in rows.iterator():
            told[subject].append(Happened(kind, at, by, data))
        found |= {number: course(told[f"{PREFIX}{number}"]) for number in some}
    return found


def programmes_of(numbers: Collection[int]) -> dict[int, int]:
    """The programme of each escalation that there is."""
    found: dict[int, int] = {}
    for some in in_parts(sorted(numbers)):
        found |= dict(Escalation.objects.filter(pk__in=some).values_list("pk", "programme_id"))
    return found


def in_parts(numbers: list[int], size: int = _AT_ONCE) -> Iterable[list[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
