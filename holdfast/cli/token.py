"""`holdfast token`: keys to the API."""

from __future__ import annotations

import click

from holdfast.cli.ground import (
    OPERATOR,
    as_option,
    json_option,
    moment,
    now,
    prepare,
    say,
    show,
    show_json,
)


@click.group(short_help="Keys to the API.")
def token() -> None:
    """Keys to the API. Whoever has one acts as its person."""


@token.command(short_help="Make a token; it is shown once.")
@as_option("Whose token it is.", required=True)
@click.option("--scope", required=True, type=click.Choice(["read", "write", "act-as"]))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366))
@click.option("--label", default="", help="What it is for.")
@json_option
def create(login: str, scope: str, days: int, label: str, as_json: bool) -> None:
    """Print a new token. Only its digest is kept, so this is the one time it is seen.

    A token of scope act-as may act in anybody's name.
    """
    prepare()
    from holdfast.people.actions import create_token

    made, secret = create_token(
        login=login.removeprefix("@"), scope=scope, days=days, label=label, by=OPERATOR, at=now()
    )
    if as_json:
        show_json(
            {
                "token": secret,
                "login": made.person.login,
                "scope": made.scope,
                "expires_at": made.expires_at.isoformat(),
            }
        )
        return
    show(secret)
    say(f"For {made.person.login}, {made.scope}, until {moment(made.expires_at)}. Not shown again.")
