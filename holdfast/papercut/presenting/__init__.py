"""A paper cut as plain data, the same for every program that asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.papercut.models import Voice, Wish
from holdfast.papercut.queries import Standing, is_told
from holdfast.papercut.queries.figures import Figures
from holdfast.papercut.queries.time_left import Left, fits
from holdfast.papercut.rules import sheet
from holdfast.papercut.rules.days import plain
from holdfast.people.models import Person
from holdfast.people.rules.policy import Policy


def cut_as_data(each: Standing, *, policy: Policy, left: Iterable[Left] = ()) -> dict[str, Any]:
    """`fits_in` are logins of who is on now and has the days for it."""
    cut, estimate, judgement = each.cut, each.estimate, each.judgement
    return {
        "ref": cut.ref,
        "title": cut.title,
        "gap": cut.gap,
        "impact": cut.impact,
        "workaround": cut.workaround,
        "url": cut.url,
        "state": each.state,
        "position": each.position,
        "ranked": None
        if each.rank is None
        else {
            "standing": each.rank.standing,
            "why": each.rank.why,
            "by": _login(each.rank.by),
            "at": each.rank.at.isoformat(),
        },
        "estimate": None
        if estimate is None
        else {
            "days": float(estimate.days),
            "too_large": estimate.days > policy.paper_cut_days,
            "imported": estimate.imported,
            "note": estimate.note,
            "by": _login(estimate.by),
            "at": estimate.at.isoformat(),
        },
        "judgement": None
        if judgement is None
        else {
            "verdict": judgement.verdict,
            "reason": judgement.reason,
            "meanwhile": judgement.meanwhile,
            "by": _login(judgement.by),
            "at": judgement.at.isoformat(),
        },
        "fits_in": [one.person.login for one in fits(estimate.days if estimate else None, left)],
        "accounts": each.accounts,
        "wishes": [wish_as_data(wish) for wish in each.wishes],
        **_work(each),
        "by": _login(cut.by),
        "at": cut.at.isoformat(),
        "source": cut.source,
        "source_state": cut.source_state,
    }


def _work(each: Standing) -> dict[str, Any]:
    """Who works on it, and how it ended."""
    picked, shipped, dropped = each.pick_up, each.shipment, each.dropped
    return {
        "picked_up": None
        if picked is None
        else {
            "engineer": picked.person.login,
            "at": picked.at.isoformat(),
            "paused": None
            if each.pause is None
            else {"escalation": each.pause.ref, "why": paused_because(each)},
        },
        "shipped": None
        if shipped is None
        else {
            "url": shipped.url,
            "words": shipped.words,
            "days": _number(shipped.days),
            "counted_days": _number(shipped.counted),
            "interrupted_days": float(shipped.interrupted),
            "untold": len(each.untold),
            "by": _login(shipped.by),
            "at": shipped.at.isoformat(),
        },
        "dropped": None
        if dropped is None
        else {"reason": dropped.reason, "by": _login(dropped.by), "at": dropped.at.isoformat()},
    }


def paused_because(each: Standing, zone: tzinfo | None = None) -> str:
    """“Ana Ruiz owns ESC-4, whose update is due at 14:00”, in a reader's zone or the engineer's."""
    if each.pause is None or each.pick_up is None:
        return ""
    person = each.pick_up.person
    return each.pause.words(str(person), zone or ZoneInfo(person.zone or "UTC"))


def wish_as_data(wish: Wish) -> dict[str, Any]:
    told = getattr(wish, "told", None)
    return {
        "id": wish.pk,
        "customer": wish.customer,
        "person": _login(wish.person),
        "impact": wish.impact,
        "url": wish.url,
        "at": wish.at.isoformat(),
        "told": {"by": _login(told.by), "at": told.at.isoformat(), "note": told.note}
        if told and is_told(wish)
        else None,
    }


def left_as_data(each: Left) -> dict[str, Any]:
    return {
        "login": each.person.login,
        "days_left": float(each.days),
        "until": each.until.isoformat(),
        "confirmed": each.confirmed,
    }


def voice_as_data(each: Voice) -> dict[str, Any]:
    return {
        "login": each.person.login,
        "part": each.part,
        "by": _login(each.by),
        "at": each.at.isoformat(),
    }


def figures_as_data(found: Figures) -> dict[str, Any]:
    return {
        "shipped": [
            {
                "ref": row.cut.ref,
                "title": row.cut.title,
                "at": row.shipment.at.isoformat(),
                "estimate": _number(row.estimate),
                "days": _number(row.days),
                "interrupted_days": float(row.interrupted),
            }
            for row in found.shipped
        ],
        "interrupted_days": found.interrupted_days,
    }


def as_csv(every: Iterable[Standing]) -> str:
    """The backlog as the import reads it."""
    return sheet.write(
        (
            each.cut.title,
            each.cut.gap,
            "; ".join(each.accounts),
            each.cut.impact,
            each.cut.workaround,
            each.cut.url,
            str(each.position or ""),
            plain(each.estimate.days) if each.estimate else "",
        )
        for each in every
    )


def _login(person: Person | None) -> str | None:
    return person.login if person else None


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
