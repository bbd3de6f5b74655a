"""`holdfast rotation return`: what an engineer brings home from a seat."""

from __future__ import annotations

import click

from holdfast.cli.ground import acting, as_option, json_option, now, prepare, show, show_json


@click.command("return", short_help="What an engineer brings home from a seat.")
@click.argument("seat", type=click.IntRange(1, 2**63 - 1))
@click.option("--note", help="In the engineer's own words; replaces the one that stands.")
@click.option("--send", is_flag=True, help="Send it to the home team, once.")
@as_option("Its engineer, to write or send; reading needs nobody.", required=False)
@json_option
def return_(*, seat: int, note: str | None, send: bool, login: str | None, as_json: bool) -> None:
    """The report of a seat by its number, as markdown; as it was sent, once it was."""
    if (note is not None or send) and login is None:
        raise click.UsageError("Say whose return it is: --as LOGIN.")
    prepare()
    from django.conf import settings

    from holdfast.credit import actions
    from holdfast.credit.presenting.returns import return_as_data, return_as_markdown
    from holdfast.credit.queries.returns import report_of, seat_of

    by, at = acting(login), now()
    if send:
        actions.send_return(seat_id=seat, note=note, by=by, at=at)
    elif note is not None:
        actions.write_return(seat_id=seat, note=note, by=by, at=at)
    whose = seat_of(seat)
    mine = whose.person_id == by.person_id
    data = return_as_data(report_of(whose, at=at), base=settings.BASE_URL, note=mine)
    if as_json:
        show_json(data)
    else:
        show(return_as_markdown(data).rstrip())
