"""`holdfast slack`: the manifest of the app, and the checks of /setup/slack without a browser."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from holdfast.kernel import clock
from holdfast.kernel.refusal import Refusal
from holdfast.slack.setup import checks as looks
from holdfast.slack.setup import manifest as made

_AS_JSON = "One JSON document on standard output; words for people go to standard error."


@click.group(short_help="The Slack app: manifest and checks.")
def slack() -> None:
    """The company's own Slack app: what it asks for, and whether it works."""


@slack.command(short_help="Print the manifest of the app for this host.")
@click.option("--socket", is_flag=True, help="For Socket Mode, where Slack cannot reach this host.")
@click.option(
    "--json", "as_json", is_flag=True, help="The manifest alone, without a word beside it."
)
def manifest(socket: bool, as_json: bool) -> None:
    """JSON for Slack's “From a manifest”: this host's address, and the scopes that are used."""
    socket = socket or made.by_socket()
    if not as_json:
        if not (socket or made.reachable()):
            click.echo(
                "HOLDFAST_BASE_URL is no https address, which Slack needs: set it, or use --socket "
                "and HOLDFAST_SLACK_APP_TOKEN.",
                err=True,
            )
        try:
            click.echo(f"Create the app: {made.create_link(socket=socket)}", err=True)
        except Refusal as refusal:
            click.echo(refusal.message, err=True)
    click.echo(made.as_text(socket=socket).encode())


@slack.command(short_help="Is Slack set up? Check by check, with what to do.")
@click.option("--json", "as_json", is_flag=True, help=_AS_JSON)
def check(as_json: bool) -> None:
    """The checks of /setup/slack; nothing is changed in Slack. Exit code 1 when one is red."""
    found = looks.run(at=clock.now())
    red = [each for each in found if each.state is looks.State.RED]
    if as_json:
        document = {"red": len(red), "checks": [asdict(each) for each in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2).encode())
    else:
        for each in found:
            click.echo(f"{each.state.value:5}  {each.title}: {each.says}".encode())
    sys.exit(1 if red else 0)
