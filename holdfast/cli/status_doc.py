"""`holdfast status-doc`: where the programme stands, or stood at a boundary."""

from __future__ import annotations

import click

from holdfast.cli.fairness import given_day
from holdfast.cli.ground import json_option, now, prepare, programme, show, show_json


@click.command("status-doc", short_help="Where the programme stands, as markdown.")
@click.option(
    "--window", metavar="DATE", help="The handover pack of the window that starts or runs then."
)
@json_option
def status_doc(window: str | None, *, as_json: bool) -> None:
    """Who is on, what is open with its owner and next step, what ended in the last week, open seats.

    With --window it is the window's handover pack: live until its boundary, then as it was frozen.
    """
    prepare()
    from django.conf import settings

    from holdfast.escalation.presenting.pack import markdown_of, shown
    from holdfast.escalation.presenting.status_doc import as_data, as_markdown
    from holdfast.escalation.queries import status_doc as docs
    from holdfast.escalation.queries.pack import pack_on

    at, base = now(), settings.BASE_URL
    if window is not None:
        found = pack_on(programme(), given_day(window, field="window"))
        if as_json:
            show_json(shown(found, at=at, base=base))
        else:
            show(markdown_of(found, at=at, base=base).rstrip())
        return
    data = as_data(docs.status_doc(programme(), at=at), base=base)
    if as_json:
        show_json(data)
    else:
        show(as_markdown(data).rstrip())
