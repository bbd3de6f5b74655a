"""The one JSON shape of a plan and of a pin, for API and command line."""

from __future__ import annotations

from typing import Any

from holdfast.rotation.models import Pin, Plan, PlanEdit
from holdfast.rotation.queries.proposal import (
    ChangeShown,
    Open,
    Proposal,
    SeatShown,
    WindowShown,
    proposal,
)
from holdfast.rotation.rules.planning.words import LEVEL_COUNTS, LEVEL_WORDS


def plan_line(plan: Plan) -> dict[str, Any]:
    """A plan in a list: what it is, not what is in it."""
    published = getattr(plan, "publication", None)
    seat = plan.after.seat if plan.after else None
    return {
        "id": plan.pk,
        "state": plan.state,
        "by": plan.by.login if plan.by else None,
        "at": plan.at.isoformat(),
        "after": seat and {"login": seat.person.login, "reason": plan.after and plan.after.reason},
        "seconds": plan.seconds,
        "cancel_asked": plan.cancel_asked_at is not None,
        "finished_at": plan.finished_at.isoformat() if plan.finished_at else None,
        "failed": plan.failed or None,
        "published_at": published.at.isoformat() if published else None,
        "published_by": published.by.login if published and published.by else None,
    }


def plan_as_data(plan: Plan) -> dict[str, Any]:
    """A plan whole. Before it is finished, and where it failed, its levels are what is known."""
    line = plan_line(plan)
    if plan.state in {"proposed", "published"}:
        return line | proposal_as_data(proposal(plan))
    progress = plan.progress.get("levels", [])
    return line | {
        "explaining": bool(plan.progress.get("explaining")),
        "levels": [
            {**level, "means": LEVEL_WORDS[level["name"]], "counts": LEVEL_COUNTS[level["name"]]}
            for level in progress
        ],
        "windows": [],
        "changes": [],
        "not_chosen": [],
        "warnings": [],
        "edits": [],
    }


def proposal_as_data(made: Proposal) -> dict[str, Any]:
    levels = []
    for each in made.levels:
        level = each.level
        data = {
            "name": level.name,
            "means": LEVEL_WORDS[level.name],
            "counts": LEVEL_COUNTS[level.name],
            "value": level.value,
            "bound": level.bound,
            "proven": level.proven,
            "seconds": round(level.seconds, 3),
        }
        levels.append(data if each.with_edits is None else {**data, "edited": each.with_edits})
    return {
        "cancelled": made.cancelled,
        "explained": made.explained,
        "levels": levels,
        "windows": [_window(window) for window in made.windows],
        "changes": [_change(change) for change in made.changes],
        "not_chosen": [
            {"login": each.person.login, "name": each.person.name, "why": each.why}
            for each in made.not_chosen
        ],
        "warnings": made.warnings,
        "edits": [edit_as_data(edit) for edit in made.edits],
    }


def _window(window: WindowShown) -> dict[str, Any]:
    return {
        "id": window.row.pk,
        "starts_on": window.row.starts_on.isoformat(),
        "ends_on": window.row.ends_on.isoformat(),
        "wanted": window.planned.wanted,
        "missing": window.missing,
        "seats": [_seat(seat) for seat in window.seats],
        "unfilled": [_open(each) for each in window.open],
    }


def _seat(shown: SeatShown) -> dict[str, Any]:
    return {
        "login": shown.person.login,
        "name": shown.person.name,
        "half": shown.seat.half,
        "starts_on": shown.days[0].isoformat(),
        "ends_on": shown.days[1].isoformat(),
        "new": shown.news,
        "confirmed": shown.confirmed,
        "by_hand": shown.by_hand,
        "away_days": shown.away,
        "why": shown.why or None,
    }


def _open(each: Open) -> dict[str, Any]:
    return {
        "half": each.half,
        "missing": each.missing,
        "reasons": each.reasons,
        "ask": [person.login for person in each.ask],
        "otherwise": each.otherwise,
    }


def _change(change: ChangeShown) -> dict[str, Any]:
    return {
        "login": change.person.login,
        "name": change.person.name,
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
    }


def edit_as_data(edit: PlanEdit) -> dict[str, Any]:
    return {
        "id": edit.pk,
        "plan": edit.plan_id,
        "login": edit.person.login,
        "window": edit.window_id,
        "half": edit.half,
        "adds": edit.adds,
        "breaks": edit.breaks,
        "reason": edit.reason or None,
        "by": edit.by.login if edit.by else None,
        "at": edit.at.isoformat(),
    }


def pin_as_data(pin: Pin) -> dict[str, Any]:
    taken_out = getattr(pin, "unpin", None)
    return {
        "id": pin.pk,
        "login": pin.person.login,
        "window": pin.window_id,
        "starts_on": pin.window.starts_on.isoformat(),
        "half": pin.half,
        "seated": pin.seated,
        "reason": pin.reason,
        "by": pin.by.login if pin.by else None,
        "at": pin.at.isoformat(),
        "counts": taken_out is None,
    }
