"""Figures as a markdown table, with the aims beside them."""

from __future__ import annotations

from typing import Any

from bench.rounds import Measured, middle, percentile

# Times the floor, web worker's CPU.
AIMS = {"who": 2.5, "page": 8.0, "raise + accept": 9.0}
GROWTH_AIM = 1.3
MEMORY_AIM_MB = 150


def figures(measured: Measured) -> dict[str, Any]:
    if not measured.server:
        return {"wrong": measured.wrong or "nothing measured"}
    ratios = measured.ratios()
    return {
        "floor_ms": middle(measured.floors),
        "server_ms": middle(measured.server),
        "database_ms": middle(measured.database),
        "ratio": [min(ratios), middle(ratios), max(ratios)],
        "rounds": measured.ratios_with_database(),
        "ratio_with_database": middle(measured.ratios_with_database()),
        "p50_ms": percentile(measured.latencies, 0.5),
        "p99_ms": percentile(measured.latencies, 0.99),
    }


def table(found: list[dict[str, Any]]) -> str:
    lines = [
        (
            "| engine | escalations | target | server CPU ms | database CPU ms | x floor (min-max) | "
            "with database | aim | p50 ms | p99 ms |"
        ),
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for store in found:
        head = f"| {store['engine']} | {store['size']:,} |"
        floors = [each["floor_ms"] for each in store["targets"].values() if "floor_ms" in each]
        if floors:
            lines.append(f"{head} empty view (floor) | {middle(floors):.2f} | | 1 | | | | |")
        for name, each in store["targets"].items():
            if "wrong" in each:
                lines.append(f"{head} {name} | {each['wrong'][:80]} | | | | | | |")
                continue
            low, ratio, high = each["ratio"]
            aim = AIMS.get(name)
            lines.append(
                f"{head} {name} | {each['server_ms']:.2f} | {each['database_ms']:.2f} | "
                f"{ratio:.1f} ({low:.1f}-{high:.1f}) | {each['ratio_with_database']:.1f} | "
                f"{f'<= {aim:g}' if aim else ''} | {each['p50_ms']:.1f} | {each['p99_ms']:.1f} |"
            )
        sweep = store["sweep"]
        lines.append(
            f"{head} sweep, 100 due | {middle(sweep['cpu']):.0f} | {middle(sweep['database']):.0f} | "
            f"| | | "
            f"{middle(sweep['wall']):.0f} | {max(sweep['wall']):.0f} |"
        )
    return "\n".join([*lines, "", *_sizes(found), "", *_growth(found)])


def _sizes(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"- {store['engine']}, {store['size']:,}: {store['bytes'] / 1e6:,.0f} MB on disk, written in "
        f"{store['written_s']:.0f} s{_memory(store)}"
        for store in found
    ]


def _memory(store: dict[str, Any]) -> str:
    if "rss_mb" not in store:
        return ""
    return (
        f"; web worker {store['uss_mb']:.0f} MB of its own, {store['rss_mb']:.0f} MB resident "
        f"(aim < {MEMORY_AIM_MB})"
    )


def _growth(found: list[dict[str, Any]]) -> list[str]:
    """What the large store costs over the small one, round by round, as multiples of the floor."""
    lines = []
    for engine in dict.fromkeys(store["engine"] for store in found):
        stores = [store for store in found if store["engine"] == engine]
        if len(stores) < 2:
            continue
        small, large = stores
        said = []
        for name, each in large["targets"].items():
            before = small["targets"].get(name, {})
            if "rounds" in each and "rounds" in before:
                grown = [a / b for a, b in zip(each["rounds"], before["rounds"], strict=True)]
                said.append(f"{name} x{middle(grown):.2f}")
        before, after = (
            [
                cpu + sql
                for cpu, sql in zip(each["sweep"]["cpu"], each["sweep"]["database"], strict=True)
            ]
            for each in stores
        )
        grown = [a / b for a, b in zip(after, before, strict=True)]
        said.append(f"sweep x{middle(grown):.2f}")
        lines.append(
            f"- {engine}, {large['size']:,} against {small['size']:,} (server and database): "
            f"{', '.join(said)} (aim <= {GROWTH_AIM})"
        )
    return lines
