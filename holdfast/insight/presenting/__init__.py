"""Figures as JSON says them, the same for the API, the command line and the report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from holdfast.insight.queries.flow import Flow, Row, Rows
from holdfast.insight.queries.rotation import RotationFigures
from holdfast.insight.rules.figures import Definition, Period, Share, Spread


def period_as_data(period: Period) -> dict[str, str]:
    """`to` is the last day of it, as people write it."""
    from datetime import timedelta

    last = period.until - timedelta(days=1)
    return {"from": period.starts_on.isoformat(), "to": last.isoformat()}


def spread_as_data(spread: Spread) -> dict[str, Any]:
    return {
        "median": _short(spread.median),
        "p90": _short(spread.p90),
        "count": spread.count,
        "handful": spread.is_handful,
    }


def share_as_data(share: Share, *, part: str = "part", whole: str = "whole") -> dict[str, Any]:
    """`part` and `whole` are what the two are called where it stands."""
    return {
        part: share.part,
        whole: share.whole,
        "rate": _short(share.rate, 4),
        "handful": share.is_handful,
    }


def definition_as_data(definition: Definition) -> dict[str, str]:
    return asdict(definition)


def flow_as_data(flow: Flow) -> dict[str, Any]:
    """The shape of CONTRACT's report for what is in it; the other figures by their names."""
    return {
        "escalations": {
            name: getattr(flow, name)
            for name in ("raised", "accepted", "declined", "closed", "open")
        },
        "hours_to_acknowledge": spread_as_data(flow.hours_to_acknowledge),
        "hours_to_dri": spread_as_data(flow.hours_to_dri),
        "hours_to_close": spread_as_data(flow.hours_to_close),
        "update_adherence": share_as_data(flow.update_adherence, part="on_time", whole="due"),
        "cornered": spread_as_data(flow.cornered),
        "handovers": flow.handovers,
        "bounces": flow.bounces,
        "standstills": flow.standstills,
        "reopened": share_as_data(flow.reopened, part="reopened", whole="closures"),
        "raised_exec": flow.raised_exec,
        "declines_exec": share_as_data(flow.declines_exec, part="declined", whole="decided"),
        "declines_other": share_as_data(flow.declines_other, part="declined", whole="decided"),
        "by_class": dict(flow.by_class),
        "by_outcome": dict(flow.by_outcome),
        "age_open": spread_as_data(flow.age_open),
    }


def rotation_as_data(figures: RotationFigures) -> dict[str, Any]:
    return {
        "covered": share_as_data(figures.covered, part="hours", whole="wanted_hours"),
        "uncovered_days": figures.uncovered_days,
        "uncovered_on": [day.isoformat() for day in figures.uncovered_on],
        "unconfirmed": figures.unconfirmed,
        "engineer_days": figures.engineer_days,
        "by_engineer": [asdict(each) for each in figures.by_engineer],
        "by_team": [asdict(each) for each in figures.by_team],
        "relief": asdict(figures.relief),
        "exposure": [asdict(each) for each in figures.exposure],
    }


def row_as_data(row: Row) -> dict[str, Any]:
    value = _short(row.value) if isinstance(row.value, float) else row.value
    return {**asdict(row), "value": value, "at": row.at.isoformat() if row.at else None}


def rows_as_data(rows: Rows) -> dict[str, Any]:
    return {"items": [row_as_data(each) for each in rows.items], "next": rows.next}


def _short(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)
