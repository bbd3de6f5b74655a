"""`holdfast people capacity`: who can take no more for now."""

from __future__ import annotations

import click

from holdfast.cli.given import given_day
from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    one_of,
    prepare,
    show,
    show_json,
)


@click.command(short_help="Can they take one more escalation?")
@click.argument("who", metavar="LOGIN")
@click.option("--full", is_flag=True, help="No: intake looks past them.")
@click.option("--free", is_flag=True, help="Yes, again.")
@click.option("--until", metavar="DATE", help="With --full: its last day where they are.")
@click.option("--reason", default="", help="With --full.")
@as_option("Who does it: themselves, or a lead.", required=True)
@json_option
def capacity(
    *,
    who: str,
    full: bool,
    free: bool,
    until: str | None,
    reason: str,
    login: str,
    as_json: bool,
) -> None:
    """Switch whether intake asks them: `--full`, with --until and --reason if wanted, or `--free`.
    Whoever is at capacity may still accept what they choose to.
    """
    word = one_of(full=full, free=free)
    if word is None or (free and (until or reason)):
        raise click.UsageError("Give --full, with --until and --reason if wanted, or --free.")
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.capacity import capacity_as_data
    from holdfast.escalation.queries.capacity import at_capacity_now

    by, at = acting(login), now()
    if full:
        day = given_day(until, field="until")
        person = actions.at_capacity(login=who, reason=reason, until=day, by=by, at=at).person
    else:
        person = actions.has_capacity(login=who, by=by, at=at)
    found = at_capacity_now([person.pk], at).get(person.pk)
    if as_json:
        show_json(capacity_as_data(person, found))
    elif found:
        last = f" until {found.until}" if found.until else ""
        show(f"{person.login} is at capacity{last}.")
    else:
        show(f"{person.login} takes escalations.")
