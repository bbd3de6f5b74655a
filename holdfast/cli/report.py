"""`holdfast report` and `holdfast subscription`: the programme report, and who gets it by mail."""

from __future__ import annotations

import click

from holdfast.cli.given import given_day
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


@click.command(short_help="What the programme was worth in some days.")
@click.option("--from", "starts_on", metavar="DATE", help="The first day.")
@click.option("--to", "ends_on", metavar="DATE", help="The last day, which is counted.")
@json_option
def report(*, starts_on: str | None, ends_on: str | None, as_json: bool) -> None:
    """How often engineering was engaged against the target, what became of escalations, what it cost,
    what was learned and what is stuck. Both days are counted, in the programme's zone; without them it
    is last month."""
    prepare()
    from holdfast.insight.presenting.report import as_data, as_text
    from holdfast.insight.queries import report as reports
    from holdfast.insight.queries.days import days_asked

    at = now()
    asked = days_asked(
        programme(),
        given_day(starts_on, field="from"),
        given_day(ends_on, field="to"),
        at=at,
    )
    found = reports.report(programme(), asked, at=at)
    if as_json:
        show_json(as_data(found))
    else:
        show(as_text(found).rstrip())


@click.group(short_help="Who gets the monthly report by mail.")
def subscription() -> None:
    """The leads and the sponsor of the policy get the monthly report anyway; others ask for it."""


@subscription.command("make", short_help="Mail it to somebody every month.")
@click.argument("whose", metavar="LOGIN")
@as_option("Who says so; without it the operator of this machine does.", required=False)
@json_option
def make(*, whose: str, login: str | None, as_json: bool) -> None:
    """The next monthly report goes to LOGIN too."""
    prepare()
    from holdfast.insight import actions

    made = actions.subscribe(programme=programme(), login=whose, by=acting(login), at=now())
    if as_json:
        show_json({"login": made.person.login, "subscribed": True})
    else:
        show(f"The monthly report goes to {made.person} too.")


@subscription.command("end", short_help="Mail it to somebody no more.")
@click.argument("whose", metavar="LOGIN")
@as_option("Who says so; without it the operator of this machine does.", required=False)
@json_option
def end(*, whose: str, login: str | None, as_json: bool) -> None:
    """The monthly report does not go to LOGIN any more, unless they lead or sponsor the programme."""
    prepare()
    from holdfast.insight import actions

    done = actions.end_subscription(programme=programme(), login=whose, by=acting(login), at=now())
    if as_json:
        show_json({"login": whose, "subscribed": False})
    elif done:
        show("It is mailed to them no more.")
    else:
        say("They had not asked for it; leads and the sponsor get it all the same.")


@subscription.command("list", short_help="Who asked for it.")
@json_option
def every(*, as_json: bool) -> None:
    """Besides the leads and the sponsor."""
    prepare()
    from holdfast.insight.queries.subscription import subscriptions

    found = list(subscriptions(programme()))
    if as_json:
        show_json({"items": [{"login": each.person.login} for each in found]})
    elif found:
        show("\n".join(each.person.login for each in found))
    else:
        say("Nobody asked for it; the leads and the sponsor get it.")
