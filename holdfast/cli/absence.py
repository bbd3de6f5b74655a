"""`holdfast people absence`: days on which somebody is away."""

from __future__ import annotations

import click

from holdfast.cli.given import given_day
from holdfast.cli.ground import (
    acting,
    as_option,
    day,
    json_option,
    now,
    prepare,
    show,
    show_json,
    table,
)


@click.command(short_help="Days on which somebody is away.")
@click.argument("who", metavar="LOGIN")
@click.option("--from", "starts", metavar="DATE", help="The first day away.")
@click.option("--to", "ends", metavar="DATE", help="The last day away.")
@click.option("--reason", default="", help="With --from and --to.")
@click.option(
    "--remove", type=click.IntRange(1, 2**63 - 1), metavar="ID", help="They are not away after all."
)
@as_option("Who says so: themselves, or a lead.", required=False)
@json_option
def absence(
    *,
    who: str,
    starts: str | None,
    ends: str | None,
    reason: str,
    remove: int | None,
    login: str | None,
    as_json: bool,
) -> None:
    """List them; with --from and --to add one, with --remove take one away. No deadline runs on these
    days, and a long absence raises the alarm that names what they hold."""
    if bool(starts) != bool(ends) or (remove and starts):
        raise click.UsageError("Give --from and --to together, or --remove, or none to list them.")
    prepare()
    from holdfast.people import actions
    from holdfast.people.queries import person

    found = person(who)
    by, at = acting(login), now()
    first, last = given_day(starts, field="starts_on"), given_day(ends, field="ends_on")
    if first and last:
        actions.add_absence(
            login=found.login, starts_on=first, ends_on=last, reason=reason, by=by, at=at
        )
    if remove:
        actions.remove_absence(absence_id=remove, by=by, at=at)
    known = list(found.absences.all())
    if as_json:
        days = [
            {"id": each.pk, "starts_on": f"{each.starts_on}", "ends_on": f"{each.ends_on}"}
            for each in known
        ]
        show_json({"login": found.login, "absences": days})
    elif known:
        rows = [(str(each.pk), day(each.starts_on), day(each.ends_on)) for each in known]
        show(table(rows))
    else:
        show(f"{found.login} is not away on any day that is known.")
