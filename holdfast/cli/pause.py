"""`holdfast escalation pause` and `resume`."""

from __future__ import annotations

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.given import given_day
from holdfast.cli.ground import acting, as_option, json_option, now, prepare


@click.command(short_help="No update is owed until a day.")
@click.argument("ref")
@click.option("--reason", required=True, help="Why; everybody involved reads it.")
@click.option("--until", metavar="DATE", required=True, help="The day it resumes on.")
@as_option("Who does it.", required=True)
@json_option
def pause(ref: str, reason: str, until: str, login: str, as_json: bool) -> None:
    """Pause it until its owner's working day on DATE, or the next one after it. Said again with
    another day, that one counts.
    """
    prepare()
    from holdfast.escalation import actions

    day = given_day(until, field="until")
    if day is None:
        raise click.UsageError("Give the day it resumes on: --until 2026-03-13.")
    actions.pause(ref=ref, reason=reason, resumes_on=day, by=acting(login), at=now())
    show_one(ref, as_json)


@click.command(short_help="End a pause now.")
@click.argument("ref")
@click.option("--reason", default="")
@as_option("Who does it.", required=True)
@json_option
def resume(ref: str, reason: str, login: str, as_json: bool) -> None:
    """End a pause; the next update is due by the cadence, from now."""
    prepare()
    from holdfast.escalation import actions

    actions.resume(ref=ref, reason=reason, by=acting(login), at=now())
    show_one(ref, as_json)
