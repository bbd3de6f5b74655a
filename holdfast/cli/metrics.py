"""`holdfast metrics`: what figures mean, and what they are made of; `holdfast insight rebuild`."""

from __future__ import annotations

import click

from holdfast.cli.fairness import given_day
from holdfast.cli.ground import json_option, now, prepare, programme, say, show, show_json, table


@click.command(short_help="Figures of flow and rotation, their meaning and their rows.")
@click.argument("name", required=False)
@click.option("--from", "first", metavar="DATE", help="The first day; by default 30 days back.")
@click.option("--to", "last", metavar="DATE", help="The last day; by default today.")
@json_option
def metrics(name: str | None, first: str | None, last: str | None, *, as_json: bool) -> None:
    """Every figure of a period with its definition; with NAME the rows that figure is made of."""
    prepare()
    from holdfast.insight.presenting import (
        definition_as_data,
        flow_as_data,
        period_as_data,
        rotation_as_data,
        row_as_data,
    )
    from holdfast.insight.queries.flow import flow, rows
    from holdfast.insight.queries.period import days_given
    from holdfast.insight.queries.rotation import rotation
    from holdfast.insight.rules.definitions import DEFINITIONS

    at = now()
    asked = days_given(
        programme(),
        first=given_day(first, field="from") if first else None,
        last=given_day(last, field="to") if last else None,
        at=at,
    )
    if name is None:
        data = {
            "period": period_as_data(asked),
            **flow_as_data(flow(programme(), asked, at=at)),
            **rotation_as_data(rotation(programme(), asked, at=at)),
        }
        if as_json:
            definitions = [definition_as_data(each) for each in DEFINITIONS.values()]
            show_json({**data, "definitions": definitions})
            return
        for each in DEFINITIONS.values():
            value = data.get(each.name, data["escalations"].get(each.name))
            show(f"{each.title} ({each.name}): {_said(value)}")
            show(f"    {each.says}")
        return
    page = rows(programme(), asked, name, at=at, limit=200)
    found = list(page.items)
    while page.next:
        page = rows(programme(), asked, name, at=at, after=page.next, limit=200)
        found += page.items
    if as_json:
        items = [row_as_data(each) for each in found]
        show_json({"name": name, "period": period_as_data(asked), "items": items})
    elif not found:
        say("Nothing counts in this period.")
    else:
        cells = [
            (each.ref, _said(each.value), str(each.at or ""), each.by, each.title) for each in found
        ]
        show(table(cells, indent=""))


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(each)}" for key, each in value.items())
    if isinstance(value, list):
        return f"{len(value)} rows"
    return "-" if value is None else str(value)


@click.group(short_help="What figures are counted from.")
def insight() -> None:
    """What figures are counted from."""


@insight.command(short_help="Forget what was counted, and count the journal anew.")
def rebuild() -> None:
    """The worker counts the journal anew; figures stay exact meanwhile, and take their time."""
    prepare()
    from holdfast.insight.actions import following

    show(f"Forgotten. The worker counts {following.rebuild():,} events anew.")
