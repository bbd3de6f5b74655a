"""`holdfast customers`: when they go live, and who leads for them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    empty_document,
    json_option,
    now,
    prepare,
    read_file,
    say,
    show,
    show_json,
)
from holdfast.kernel.refusal import Refusal
from holdfast.kernel.text import plural


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
    findings: list[dict[str, Any]] = []
    with empty_document(added=[], changed=[], unchanged=0, findings=findings):
        prepare()
        from holdfast.escalation.actions import import_customers

        try:
            done = import_customers(content=read_file(file), by=acting(login), at=now())
        except Refusal as refusal:
            findings += refusal.facts.pop("findings", [])
            for each in findings:
                column = f", column {each['column']}" if each["column"] else ""
                say(f"line {each['line']}{column}: {each['message']}")
            raise
    if as_json:
        show_json({**asdict(done), "findings": []})
    else:
        show(
            f"{plural(len(done.added), 'customer')} added, {len(done.changed)} changed, "
            f"{done.unchanged} as they were."
        )
