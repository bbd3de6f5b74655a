"""The report as data, as text, and as the few figures that a mail keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from holdfast.insight.presenting import (
    flow_as_data,
    rotation_as_data,
    share_as_data,
    spread_as_data,
)
from holdfast.insight.queries.engagement import Engagements
from holdfast.insight.queries.report import Report
from holdfast.insight.rules.engagement import (
    HOW_TO_IMPORT,
    Engagement,
    headline,
    percent,
    standing,
)
from holdfast.insight.rules.figures import Share, Spread
from holdfast.insight.rules.report import WITHOUT_CLASSES, moved, spread_words
from holdfast.kernel.text import plural


def as_data(found: Report) -> dict[str, Any]:
    """JSON: hours by the clock, rates from 0 to 1, null for what is not known. `period` has both days
    as people write them, the last one counted."""
    flow = found.flow
    return {
        "period": {
            "from": found.days.starts_on.isoformat(),
            "to": found.days.ends_on.isoformat(),
            "over": found.is_over,
        },
        "headline": headline(found.engagement),
        "engagement": engagement_as_data(found.engagement),
        "trend": [engagement_as_data(each) for each in found.trend],
        **flow_as_data(flow),
        **rotation_as_data(found.rotation),
        "solved_without_engineering": {
            **share_as_data(found.solved.share, part="without", whole="closed"),
            "classes": dict(found.solved.classes),
            "docs": found.solved.docs,
        },
        "before": {
            "from": found.compared.starts_on.isoformat(),
            "to": found.compared.ends_on.isoformat(),
            **flow_as_data(found.flow_before),
        },
        "before_the_programme": _before_after(found),
        "learnings": found.learnings,
        "stuck": {
            "count": found.stuck_count,
            "first": [
                {"ref": each.ref, "title": each.title, "owner": each.owner, "why": each.why}
                for each in found.stuck
            ],
        },
    }


def engineers(found: Report) -> list[str]:
    """Who had engineer days in the period."""
    return [each.login for each in found.rotation.by_engineer if each.days]


def engagements_as_data(found: Engagements) -> dict[str, Any]:
    return {
        "by": found.by,
        "whole": engagement_as_data(found.whole),
        "parts": [engagement_as_data(each) for each in found.parts],
        "left_out": found.left_out,
    }


def engagement_as_data(found: Engagement) -> dict[str, Any]:
    return {
        "key": found.key,
        "title": found.title,
        "from": found.starts_on.isoformat(),
        "to": found.ends_on.isoformat(),
        "engaged": found.engaged,
        "issues": found.issues,
        "rate": found.rate,
        "handful": found.share.is_handful,
        "target": found.target,
        "filed_defects": found.defects,
        "unmatched": found.unmatched,
        "standing": standing(found),
    }


def _before_after(found: Report) -> dict[str, Any] | None:
    if found.before_after is None:
        return None
    those = found.before_after
    return {
        "first_window": those.since.isoformat(),
        "from": those.days.starts_on.isoformat(),
        "to": those.days.ends_on.isoformat(),
        "hours_before": spread_as_data(those.earlier),
        "hours_now": spread_as_data(those.now),
        "enough": those.says_something,
    }


# --- words ---------------------------------------------------------------------------------------


def lines(found: Report) -> list[str]:
    """The main figures, a sentence each, as mail and command line say them."""
    flow, sat, before = found.flow, found.rotation, found.flow_before
    relief = sat.relief
    return [
        (
            f"Escalations: {flow.raised} raised, {flow.accepted} accepted, {flow.declined} declined"
            f"{_exec(flow.declines_exec.part)}, {flow.closed} closed, {flow.open} open"
            f"{' at the end' if found.is_over else ' now'}."
        ),
        f"Solved without engineering: {share_words(found.solved.share, 'closed')}{_classes(found)}.",
        _with("Time to an owner", flow.hours_to_dri, before.hours_to_dri),
        _with("Time to resolution", flow.hours_to_close, before.hours_to_close),
        f"Updates on time: {share_words(flow.update_adherence, 'due')}.",
        (
            f"Cost: {sat.engineer_days:g} engineer days of "
            f"{plural(len(engineers(found)), 'engineer')}."
        ),
        f"Days on which nobody was on: {sat.uncovered_days}.",
        (
            f"Relief: {relief.promised_days:g} days promised, {relief.acknowledged_days:g} "
            f"acknowledged, {relief.done_days:g} done."
        ),
        f"Learned: {plural(found.learnings, 'note')}.",
        f"Stuck now: {found.stuck_count}.",
    ]


def as_text(found: Report) -> str:
    return "\n".join(_text(found)) + "\n"


def _text(found: Report) -> Iterator[str]:
    so_far = "" if found.is_over else ", so far"
    yield f"{found.days.title}{so_far}"
    yield headline(found.engagement)
    if found.engagement.unmatched:
        yield (
            f"Of those engagements {found.engagement.unmatched} belong to no known support issue."
        )
    if found.engagement.issues is None:
        yield f"Import them with “{HOW_TO_IMPORT}”, or connect the helpdesk."
    yield ""
    yield from lines(found)
    those = found.before_after
    if those and those.says_something:
        yield (
            f"Support issues took {spread_words(those.now)} from opened to solved; before the "
            f"programme began on {those.since}: {spread_words(those.earlier)}. Much else may have "
            "changed since: this is no proof."
        )
    for each in found.stuck:
        yield f"  {each.ref} {each.title}: {each.why} ({each.owner})"
    for said in found.learned:
        yield f"  Learned ({said.ref}): {said.text}"
    for said in found.customers_said:
        yield f"  A customer said ({said.ref}): “{said.text}”"


def _with(name: str, now: Spread, before: Spread) -> str:
    change = moved(now, before)
    return f"{name}: {spread_words(now)}{f'; {change}' if change else ''}."


def _exec(number: int) -> str:
    return f" ({number} of them asked for by an executive)" if number else ""


def share_words(found: Share, of: str) -> str:
    if found.whole is None:
        return "not known"
    if not found.whole:
        return f"none were {of}"
    few = ", too few to say much" if found.is_handful else ""
    return f"{found.part:,} of {found.whole:,} {of} ({percent(found.rate or 0)}{few})"


def _classes(found: Report) -> str:
    said = [
        f"{found.solved.classes[key]} {name}"
        for key, name in WITHOUT_CLASSES.items()
        if found.solved.classes.get(key)
    ]
    if found.solved.docs:
        said.append(f"{found.solved.docs} left a document")
    return f" ({', '.join(said)})" if said else ""


# --- as mailed -----------------------------------------------------------------------------------

# What a mail keeps, and how it is called where it has changed since.
KEPT = {
    "engagement.engaged": "engaged",
    "engagement.issues": "issues",
    "escalations.raised": "raised",
    "escalations.accepted": "accepted",
    "escalations.declined": "declined",
    "escalations.closed": "closed",
    "escalations.open": "open",
    "solved_without_engineering.without": "solved without engineering",
    "hours_to_dri.median": "median hours to an owner",
    "hours_to_close.median": "median hours to resolution",
    "update_adherence.on_time": "updates on time",
    "update_adherence.due": "updates due",
    "engineer_days": "engineer days",
    "uncovered_days": "uncovered days",
    "learnings": "learnings",
}


def kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of `as_data` that the event keeps."""
    return {name: _at(data, name) for name in KEPT}


def changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> Sequence[tuple[str, Any, Any]]:
    """(name, as mailed, now) of the kept figures that differ; those the mail did not have are new."""
    return [
        (words, then[name], now[name])
        for name, words in KEPT.items()
        if name in then and then[name] != now.get(name)
    ]


def _at(data: Mapping[str, Any], name: str) -> Any:
    found: Any = data
    for part in name.split("."):
        found = found[part]
    return found
