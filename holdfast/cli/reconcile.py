"""`holdfast rotation reconcile`: where sheet, table, seats and Slack group differ."""

from __future__ import annotations

import sys

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    prepare,
    programme,
    say,
    show,
    show_json,
)
from holdfast.kernel.text import plural


@click.command(short_help="Where sheet, table and seats differ.")
@click.option("--settle", "key", metavar="KEY", help="Settle this difference; with --take.")
@click.option(
    "--take", type=click.Choice(["table", "sheet", "confirm", "ours"]), help="Whose word."
)
@as_option("Who settles it; without it the operator of this machine does.", required=False)
@json_option
def reconcile(key: str | None, take: str | None, login: str | None, as_json: bool) -> None:
    """Compare the sign-up sheet, the newest table and the seats of the windows that are not over, and
    say each difference in a sentence, with what --settle and --take can do about it.

    Exit code: 0 when nothing is open, 1 when a difference is.
    """
    if bool(key) != bool(take):
        raise click.UsageError("Give --settle and --take together.")
    prepare()
    from holdfast.rotation.actions import settle
    from holdfast.rotation.presenting.reconcile import reconciled_as_data
    from holdfast.rotation.queries.reconcile import reconciled

    at = now()
    if key and take:
        say(settle(programme=programme(), key=key, take=take, by=acting(login), at=at))
    found = reconciled(programme(), at=at)
    if as_json:
        show_json(reconciled_as_data(found))
    else:
        for each in found.open:
            show(each.sentence)
            show(f"    {each.key}  --take {'|'.join(way.take for way in each.ways)}")
        if found.table is None:
            say("No table was brought in; `holdfast rotation import FILE` brings one.")
        if found.group is None:
            say("Slack is not connected.")
        show(f"{plural(len(found.open), 'difference')} open, {len(found.settled)} settled.")
    sys.exit(1 if found.open else 0)
