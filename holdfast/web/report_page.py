"""The report as its page shows it: figures with their meaning, what they were before, and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from holdfast.insight.queries.report import Report
from holdfast.insight.rules.asked import Days
from holdfast.insight.rules.engagement import percent
from holdfast.insight.rules.figures import Definition, Share, Spread
from holdfast.insight.rules.report import hours, moved
from holdfast.kernel.text import plural


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: `value` leads to `href`, its rows; `note` is what it is of, or was before."""

    defined: Definition
    value: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """Figures that belong together, under a heading."""

    key: str
    title: str
    tiles: Sequence[Tile]


def query(days: Days) -> str:
    return urlencode({"from": days.starts_on.isoformat(), "to": days.ends_on.isoformat()})


def solved_address(days: Days) -> str:
    """The support issues of some days that took as long as they say."""
    return f"/engagement/rows?which=solved&{query(days)}"


def rows_address(figure: str, days: Days) -> str:
    return f"/reports/rows?figure={figure}&{query(days)}"


def blocks(found: Report, definitions: dict[str, Definition]) -> list[Block]:
    def tile(name: str, value: object, note: str = "", href: str = "") -> Tile:
        defined = definitions.get(name) or Definition(name, name.replace("_", " ").title(), "", "")
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        return Tile(defined, shown, note, href or rows_address(name, found.days))

    flow, before, sat = found.flow, found.flow_before, found.rotation
    pace = [
        tile("hours_to_dri", *_spread(flow.hours_to_dri, before.hours_to_dri)),
        tile("hours_to_close", *_spread(flow.hours_to_close, before.hours_to_close)),
        tile("update_adherence", *_share(flow.update_adherence, "promised updates")),
        tile("handovers", flow.handovers, _was(before.handovers)),
        tile("bounces", flow.bounces, _was(before.bounces)),
    ]
    came = [
        tile("raised", flow.raised, _was(before.raised)),
        tile("accepted", flow.accepted, _was(before.accepted)),
        tile("declined", flow.declined, _declines(found)),
        tile("closed", flow.closed, _was(before.closed)),
        tile("open", flow.open, "at the end of it" if found.is_over else "now"),
    ]
    relief = sat.relief
    cost = [
        tile("engineer_days", f"{sat.engineer_days:g}", _by_engineer(found)),
        tile("covered", *_covered(sat.covered)),
        tile("uncovered_days", sat.uncovered_days, _unconfirmed(sat.unconfirmed)),
        tile(
            "relief",
            f"{relief.promised_days:g} days",
            f"{relief.acknowledged_days:g} acknowledged, {relief.done_days:g} done",
        ),
        tile("exposure", *_seen(found)),
    ]
    return [
        Block("came", "Escalations", came),
        Block("pace", "How fast", pace),
        Block("cost", "What it cost", cost),
    ]


def _spread(now: Spread, before: Spread) -> tuple[str, str]:
    if not now.count:
        return "–", "none in this period"
    few = ", a handful" if now.is_handful else ""
    note = f"90 % within {hours(now.p90)}, of {now.count:,}{few}"
    change = moved(now, before)
    return hours(now.median), f"{note}; {change}" if change else note


def _share(found: Share, of: str) -> tuple[str, str]:
    if not found.whole:
        return "–", f"no {of} were due"
    few = ", a handful" if found.is_handful else ""
    return percent(found.rate or 0), f"{found.part:,} of {found.whole:,} {of}{few}"


def _covered(found: Share) -> tuple[str, str]:
    if found.whole is None:
        return "–", "the policy does not say where customers are"
    if not found.whole:
        return "–", "no working hours in these days"
    return percent(found.rate or 0), f"{found.part:,} of {found.whole:,} working hours of customers"


def _was(before: int) -> str:
    return f"{before:,} before"


def _declines(found: Report) -> str:
    by_exec = found.flow.declines_exec.part
    return f"{by_exec} asked for by an executive" if found.flow.declined else "nothing was declined"


def _by_engineer(found: Report) -> str:
    sat = [each for each in found.rotation.by_engineer if each.days]
    return f"of {plural(len(sat), 'engineer')}"


def _unconfirmed(number: int) -> str:
    return f"{plural(number, 'seat')} not confirmed" if number else "every seat is confirmed"


def _seen(found: Report) -> tuple[str, str]:
    """The most any engineer met; the rows have everybody."""
    most = max((each.customers for each in found.rotation.exposure), default=0)
    return (f"up to {most}", "customers met by one engineer") if most else ("–", "nobody owned any")


def words(found: Report) -> Iterator[str]:
    """What the reader must know before reading any figure."""
    if not found.is_over:
        yield "This period is not over; the figures are those of now."
    if found.engagement.unmatched:
        yield (
            f"{plural(found.engagement.unmatched, 'engagement')} counted without a known support issue."
        )
