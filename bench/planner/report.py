"""The figures as markdown tables."""

from __future__ import annotations

from typing import Any

WAYS = {
    "planner": "planner",
    "plain": "plain model",
    "repair": "greedy with repair",
    "greedy": "least recently active first",
}


def instance(name: str, about: str, found: dict[str, dict[str, Any]]) -> str:
    """Level by level, then what each way cost."""
    ours = found.get("planner", {})
    levels = {level["name"]: level for level in ours.get("levels", [])}
    others = [way for way in WAYS if way != "planner" and way in found]
    head = ["level", "planner", "bound", "proven", "seconds", *(WAYS[way] for way in others)]
    names = next((each["values"] for each in found.values() if "values" in each), {})
    rows = []
    for level in names:
        own = levels.get(level)
        rows.append(
            [
                level,
                *(
                    (
                        f"{own['value']:,}",
                        f"{own['bound']:,}",
                        "yes" if own["proven"] else "no",
                        f"{own['seconds']:.1f}",
                    )
                    if own
                    else ("", "", "", "")
                ),
                *(
                    f"{found[way]['values'][level]:,}" if "values" in found[way] else "none found"
                    for way in others
                ),
            ]
        )
    costs = [
        [
            WAYS[way],
            f"{len(each['seats']):,}" if "seats" in each else "none found",
            f"{each['broken']:,}" if "broken" in each else "",
            {True: "yes", False: "no", None: ""}[each.get("proven")],
            *(f"{each[key]:,.1f}" if key in each else "" for key in ("wall", "cpu")),
            f"{each['rss_mb']:,.0f}" if "rss_mb" in each else each.get("wrong", ""),
        ]
        for way in WAYS
        if (each := found.get(way)) is not None
    ]
    cost_head = ["way", "seats", "hard rules broken", "sum proven", "seconds", "CPU s", "peak MB"]
    return f"### {name}\n\n{about}\n\n{_table(head, rows)}\n\n{_table(cost_head, costs)}"


def drop_outs(rows: list[dict[str, Any]]) -> str:
    head = ["who drops out", "seats lost", "changes", "bound", "above the bound", "seconds"]
    return _table(
        head,
        [
            [
                each["person"],
                str(each["lost"]),
                f"{each['changes']['value']:,}",
                f"{each['changes']['bound']:,}",
                f"{each['changes']['value'] - each['changes']['bound']:,}",
                f"{each['wall']:.1f}",
            ]
            for each in rows
        ],
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    text = {"level", "way", "proven", "sum proven", "who drops out"}
    rule = ["---" if name in text else "--:" for name in head]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows])
