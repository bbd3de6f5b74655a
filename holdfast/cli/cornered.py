"""`holdfast escalation cornered`: the call out of a corner, its answer, its end."""

from __future__ import annotations

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.given import given_instant
from holdfast.cli.ground import acting, as_option, json_option, now, one_of, prepare, show_json


@click.command(short_help="Say that its owner cannot move it on alone, or answer that.")
@click.argument("ref")
@click.option("--reason", help="What was tried, and what is needed.")
@click.option("--ask-of", default="", metavar="LOGIN", help="Without it the leads are asked.")
@click.option("--by", "until", metavar="ISO-DATETIME", help="When it must move again, with zone.")
@click.option("--acknowledge", is_flag=True, help="I was asked, and I have it.")
@click.option("--free", is_flag=True, help="It moves again; --note says how.")
@click.option("--note", default="")
@as_option("Who does it.", required=True)
@json_option
def cornered(
    *,
    ref: str,
    reason: str | None,
    ask_of: str,
    until: str | None,
    acknowledge: bool,
    free: bool,
    note: str,
    login: str,
    as_json: bool,
) -> None:
    """Call for help with it: `--reason …`. Who is asked hears it at once, who stands above them
    next, until one says `--acknowledge`. `--free --note …` says that it moves again.
    """
    word = one_of(acknowledge=acknowledge, free=free)
    if (reason is None) == (word is None):
        raise click.UsageError("Give --reason, or one of --acknowledge and --free.")
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.cornered import corner_as_data
    from holdfast.escalation.queries import by_ref
    from holdfast.escalation.queries.cornered import corner_of

    by, at = acting(login), now()
    if reason is not None:
        actions.corner(
            ref=ref,
            reason=reason,
            ask_of=ask_of,
            until=given_instant(until, field="by"),
            by=by,
            at=at,
        )
    elif word == "acknowledge":
        actions.acknowledge_cornered(ref=ref, note=note, by=by, at=at)
    else:
        actions.free(ref=ref, how=note, by=by, at=at)
    if as_json:
        show_json(corner_as_data(corner_of(by_ref(ref))))
    else:
        show_one(ref, as_json)
