"""`holdfast escalation merge`: a duplicate ends, the other one survives."""

from __future__ import annotations

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.ground import acting, as_option, json_option, now, prepare, show_json


@click.command(short_help="Merge a duplicate into the one that survives.")
@click.argument("ref")
@click.option("--into", required=True, metavar="REF", help="The one that survives.")
@click.option("--reason", default="")
@as_option("Who merges them.", required=True)
@json_option
def merge(ref: str, into: str, reason: str, login: str, as_json: bool) -> None:
    """Close REF as a duplicate. Its open asks and pieces, and everybody kept informed, go over to
    the one that survives; both keep their timelines.
    """
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.merge import merge_as_data

    made = actions.merge(ref=ref, into=into, reason=reason, by=acting(login), at=now())
    if as_json:
        show_json(merge_as_data(made))
    else:
        show_one(made.into.ref, as_json)
