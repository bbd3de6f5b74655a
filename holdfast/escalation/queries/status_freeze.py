"""Frozen status docs: which boundary is due, one of them, and what changed since the last (R70)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from holdfast.escalation.models import Escalation, StatusFreeze
from holdfast.escalation.queries.pack import LATE, boundary_of
from holdfast.escalation.rules.status_changes import Changes, Doc, Ended, Line, changes
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.models import Window
from holdfast.rotation.queries.windows import days_of


def boundaries_to_freeze(programme: Programme, at: datetime) -> list[int]:
    """Windows whose boundary has come lately and has no frozen doc, the oldest first; of several that
    end together, one."""
    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    near = programme.windows.filter(
        ends_on__gte=today - LATE - timedelta(days=1), ends_on__lte=today, dropping=None
    )
    known = set(freezes(programme).values_list("boundary_on", flat=True))
    found: dict[date, int] = {}
    for window in near.order_by("ends_on", "starts_on", "id"):
        day, boundary = days_of(window)[1], boundary_of(window, policy)
        if day not in known and boundary <= at < boundary + LATE:
            found.setdefault(day, window.pk)
    return list(found.values())


def freezes(programme: Programme) -> QuerySet[StatusFreeze]:
    """The latest boundary first."""
    return StatusFreeze.objects.filter(programme=programme).order_by("-boundary_on")


def last_freeze(programme: Programme) -> StatusFreeze | None:
    return freezes(programme).first()


def freeze_on(programme: Programme, day: date, *, today: date) -> StatusFreeze | None:
    """The doc of the window that starts on a day or runs on it, as its end froze it; None where that
    window runs still, so that the live doc is its doc.

    Raises NotFound where there is neither.
    """
    running = programme.windows.filter(
        starts_on__lte=min(day, today), ends_on__gte=max(day, today), dropping=None
    )
    if any(day < days_of(each)[1] and today < days_of(each)[1] for each in running):
        return None  # also where its end was moved after that end had been frozen
    every = freezes(programme)
    found = every.filter(starts_on=day).first()
    found = found or every.filter(starts_on__lte=day, boundary_on__gt=day).first()
    if found:
        return found
    if running.exists():
        return None
    raise NotFound(
        f"There is no status doc of a window on {day}; one is frozen when a window ends, from the "
        "first boundary after Holdfast came on."
    )


def since_last(programme: Programme, at: datetime) -> Changes | None:
    """What changed since the last frozen doc, in every open escalation; None before the first."""
    last = last_freeze(programme)
    if last is None:
        return None
    return changes(doc_of(last.data, at=last.at), doc_now(programme, at, since=last.at))


def doc_of(data: Mapping[str, Any], *, at: datetime) -> Doc:
    """A frozen doc as the rule reads it."""
    return Doc(
        at=at,
        open_ones=[
            Line(
                ref=each["ref"],
                title=each["title"],
                severity=each["severity"],
                owner=each["owner_name"] or "",
                next_step=each["next_step"],
                next_step_on=date.fromisoformat(each["next_step_on"]),
                paused=each["paused"],
                raised_at=datetime.fromisoformat(each["raised_at"]),
            )
            for each in data["open"]
        ],
    )


def doc_now(programme: Programme, at: datetime, *, since: datetime) -> Doc:
    """Every open escalation as it stands, the most urgent first, and what ended since."""
    its = Escalation.objects.filter(programme=programme)
    rows = its.filter(closure__isnull=True, decline__isnull=True)
    return Doc(
        at=at,
        open_ones=[
            Line(
                ref=each.ref,
                title=each.title,
                severity=each.severity,
                owner=str(each.owner) if each.owner else "",
                next_step=each.next_step,
                next_step_on=each.next_step_on,
                paused=each.pause_id is not None,
                raised_at=each.raised_at,
            )
            for each in rows.select_related("ownership__person").order_by("update_due_at", "pk")
        ],
        ended=[
            Ended(each.ref, each.title, _how(each))
            for each in its.filter(Q(closure__at__gt=since) | Q(decline__at__gt=since))
            .select_related("closure__request")
            .order_by("pk")
        ],
    )


def _how(issue: Escalation) -> str:
    return issue.closure.request.get_outcome_display().lower() if issue.closure else "declined"


def window_to_freeze(number: int) -> Window:
    return Window.objects.select_related("programme").get(pk=number)
