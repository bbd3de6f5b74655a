"""`holdfast status-doc`: where the programme stands, or stood at a boundary."""

from __future__ import annotations

import click

from holdfast.cli.fairness import given_day
from holdfast.cli.ground import json_option, now, one_of, prepare, programme, say, show, show_json


@click.command("status-doc", short_help="Where the programme stands, as markdown.")
@click.option("--window", metavar="DATE", help="The window that starts or runs then.")
@click.option("--list", "every", is_flag=True, help="The frozen ones, the latest first.")
@json_option
def status_doc(window: str | None, *, every: bool, as_json: bool) -> None:
    """Who is on, what is open with its owner and next step, what changed since the last boundary.

    With --window it is the doc of that window: as it was frozen at its end, live while it runs.
    """
    one_of(window=window is not None, list=every)
    prepare()
    from django.conf import settings

    from holdfast.escalation.presenting.status_doc import as_markdown
    from holdfast.escalation.presenting.status_freeze import freeze_in_list
    from holdfast.escalation.presenting.status_shown import shown
    from holdfast.escalation.queries.status_freeze import freezes

    if every:
        rows = [freeze_in_list(each) for each in freezes(programme())]
        if as_json:
            show_json({"items": rows})
        elif not rows:
            say("None yet: the first is frozen when the window that runs now ends.")
        else:
            show("\n".join(f"{each['starts_on']} to {each['ends_on']}" for each in rows))
        return
    day = None if window is None else given_day(window, field="window")
    data, markdown = shown(programme(), day, at=now(), base=settings.BASE_URL)
    if as_json:
        show_json(data)
    else:
        show((markdown or as_markdown(data)).rstrip())
