"""`holdfast customers`: when they go live, and who leads for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from holdfast.cli.ground import (
    as_option,
    json_option,
)
from holdfast.cli.importing import take_in


@click.group(short_help="The customers, and who responds to them first.")
def customers() -> None:
    """The customers: when they go live, who implements and who supports them."""


@customers.command("import", short_help="Take in a list of customers as CSV.")
@click.argument("file")
@as_option("Who does it; without it the operator of this machine does.", required=False)
@json_option
def import_(file: str, login: str | None, as_json: bool) -> None:
    """Read a CSV of customers (- is standard input) with the columns name, ga_on,
    implementation_engineer and support_engineer; all but name may be missing, people are logins.

    All or nothing: where a row cannot be used each such row is named, with its column, and nothing is
    saved. Blank cells change nothing.
    """

    def find() -> Callable[..., Any]:
        from holdfast.escalation.actions import import_customers

        return import_customers

    take_in(find, file=file, login=login, as_json=as_json, nouns=("customer", "customers"))
