"""`holdfast people first-week`: what a new engineer has done before it is needed."""

from __future__ import annotations

import click

from holdfast.cli.ground import acting, as_option, json_option, now, prepare, show, show_json, table


@click.command("first-week", short_help="What to have done before it is needed.")
@click.argument("who", metavar="LOGIN")
@click.option("--done", metavar="WHAT", help="absences, boundaries or directory: I have done it.")
@as_option("With --done: themselves.", required=False)
@json_option
def first_week(who: str, done: str | None, login: str | None, as_json: bool) -> None:
    """The list of a new engineer; most of it ticks itself from the records."""
    if done and login is None:
        raise click.UsageError("Say with --as who has done it.")
    prepare()
    from django.conf import settings

    from holdfast.escalation.presenting.first_week import first_week_as_data
    from holdfast.kernel.period import local_date
    from holdfast.people.actions import say_done
    from holdfast.people.queries import person

    at, by = now(), acting(login)
    if done:
        say_done(what=done, by=by, at=at)
    found = person(who)
    listed = first_week_as_data(
        found, today=local_date(at, found.zone or "UTC"), base=settings.BASE_URL
    )
    if as_json:
        show_json(listed)
        return
    show(
        table(
            [("x" if each["done"] else " ", each["what"], each["why"]) for each in listed["items"]]
        )
    )
