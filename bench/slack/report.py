"""Figures as a markdown table, a column for each engine."""

from __future__ import annotations

from collections.abc import Callable


def table(found: list[dict]) -> str:
    head = [
        "| | " + " | ".join(each["engine"] for each in found) + " |",
        "|---|" + "--:|" * len(found),
    ]
    rows = [
        f"| {name} | " + " | ".join(str(tell(each)) for each in found) + " |"
        for name, tell in _ROWS.items()
    ]
    notes = [
        f"- {each['engine']}: {name}: {each[name]}"
        for each in found
        for name in ("statuses", "wrong", "dead", "dead_deliveries", "complaints", "errors")
        if each[name] and each[name] != {"200": sum(each["sent"].values())}
    ]
    return "\n".join([*head, *rows, "", *notes])


def _times(name: str) -> Callable[[dict], str]:
    def tell(each: dict) -> str:
        return " / ".join(f"{value:,.0f}" for value in each[name].values())

    return tell


_ROWS: dict[str, Callable[[dict], object]] = {
    "events": lambda e: f"{sum(e['sent'].values()):,} in {e['seconds']} s",
    "of these": lambda e: ", ".join(f"{n} {name}" for name, n in sorted(e["sent"].items())),
    "ack, ms: p50 / p99 / p99.9 / max (aim: p99.9 under 1,000)": _times("ack_ms"),
    "the same from when it was due": _times("due_ms"),
    "sent more than 100 ms late by the bench (most)": lambda e: (
        f"{e['late']} ({e['late_ms']:.0f} ms)"
    ),
    "web CPU an event (x an empty view)": lambda e: (
        f"{e['web_ms']:.2f} ms ({e['web_ms'] / e['floor_ms']:.1f})"
    ),
    "worker CPU an event sent (x an empty view)": lambda e: (
        f"{e['worker_ms']:.2f} ms ({e['worker_ms'] / e['floor_ms']:.1f})"
    ),
    "wanted / in the inbox / missing / unasked": lambda e: (
        f"{e['wanted']} / {e['rows']} / {e['missing']} / {e['unasked']}"
    ),
    "not worked on in the end": lambda e: e["not_done"],
    "deliveries by state": lambda e: ", ".join(
        f"{n} {name}" for name, n in sorted(e["deliveries"].items())
    ),
    "folded / sent again unasked": lambda e: f"{e['folded']} / {e['resent']}",
    "marked messages / doubled / unknown / lost": lambda e: (
        f"{e['messages']} / {e['doubled']} / {e['unknown_marks']} / {e['not_there']}"
    ),
    "calls of Slack / 429s / calls before Retry-After": lambda e: (
        f"{e['calls']} / {e['limited']} / {e['early']}"
    ),
    "changes of who is on / writes of the group / that changed nothing": lambda e: (
        f"{e['seats_changed']} / {e['group_writes']} / {e['group_idle']}"
    ),
    "seconds until all was done": lambda e: f"{e['drained_s']:.0f}",
    "CPUs used by others meanwhile (load before)": lambda e: (
        f"{e['noise']:.2f} ({e['load_before']:.1f})"
    ),
}
