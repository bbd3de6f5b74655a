"""What counts as much as a turn (R31)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from holdfast.credit.models import Equivalent
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.permission import may
from holdfast.people.rules.policy import kinds
from holdfast.rotation.equivalents import Equivalent as Counted


def equivalents_of(person: int) -> list[Equivalent]:
    """All that were granted to somebody, withdrawn ones too, newest first."""
    return list(_rows().filter(person=person))


def every_equivalent(reader: Actor) -> QuerySet[Equivalent]:
    """Newest first, of those whose service records the reader may see: why something counts is nobody
    else's to read."""
    if may(reader, "service_record.issue"):
        return _rows()
    theirs = Q(person=reader.person_id) | Q(person__manager=reader.person_id)
    return _rows().filter(theirs) if reader.person_id else _rows().none()


def equivalent(number: int) -> Equivalent:
    """Raises NotFound with a sentence."""
    found = _rows().filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no equivalent {number}.")
    return found


def standing(rows: QuerySet[Equivalent]) -> QuerySet[Equivalent]:
    """Those that are not withdrawn."""
    return rows.filter(withdrawal=None)


def counted(today: date) -> Mapping[int, Sequence[Counted]]:
    """What fairness counts (rotation/equivalents.py): those that stand and are over."""
    found: dict[int, list[Counted]] = defaultdict(list)
    for each in standing(Equivalent.objects.filter(ends_on__lt=today)).order_by("starts_on", "id"):
        found[each.person_id].append(Counted(each.kind, each.starts_on, each.ends_on, each.days))
    return found


def kinds_now(programme: Programme, at: datetime) -> tuple[str, ...]:
    """The kinds that the policy in force names."""
    return kinds(policy_at(programme, at).equivalents)


def _rows() -> QuerySet[Equivalent]:
    return Equivalent.objects.select_related("person", "by", "withdrawal__by").order_by("-id")
