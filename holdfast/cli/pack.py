"""`holdfast rotation pack`: what is handed over at the end of a window."""

from __future__ import annotations

from typing import Any

import click

from holdfast.cli.fairness import given_day
from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    one_of,
    prepare,
    programme,
    show,
    show_json,
)


@click.command(short_help="What is handed over at the end of a window.")
@click.option(
    "--window", metavar="DATE", help="The window that starts or runs then; else the last."
)
@click.option(
    "--markdown", is_flag=True, help="As markdown, which is also what is shown without it."
)
@click.option("--keep", metavar="REF", help="Its owner keeps it after the window.")
@click.option("--ask", metavar="REF", help="Ask --to LOGIN to take it: an offer like any other.")
@click.option("--to", default="", metavar="LOGIN", help="Who is asked.")
@click.option("--note", help="The handover note; without it the one from the record.")
@as_option("Who decides; reading needs nobody.", required=False)
@json_option
def pack(
    *, window: str | None, markdown: bool, login: str | None, as_json: bool, **given: Any
) -> None:
    """The handover pack of a window: live until its boundary, then as it was frozen. Owners decide
    with --keep REF or --ask REF --to LOGIN; nothing moves until it is accepted."""
    if markdown and as_json:
        raise click.UsageError("--markdown and --json exclude each other; give one of them.")
    ref = {"keep": given["keep"], "ask": given["ask"]}
    word = one_of(keep=bool(ref["keep"]), ask=bool(ref["ask"]))
    if word and login is None:
        raise click.UsageError("Say who decides: --as LOGIN.")
    prepare()
    from django.conf import settings

    from holdfast.escalation import actions
    from holdfast.escalation.presenting.pack import markdown_of, shown
    from holdfast.escalation.queries.pack import pack_on

    by, at = acting(login), now()
    found = pack_on(programme(), given_day(window, field="window") if window else None)
    if word:
        actions.decide_item(
            window_id=found.window_id,
            ref=ref[word],
            decision=word,
            to=given["to"],
            note=given["note"],
            by=by,
            at=at,
        )
    if as_json:
        show_json(shown(found, at=at, base=settings.BASE_URL))
    else:
        show(markdown_of(found, at=at, base=settings.BASE_URL).rstrip())
