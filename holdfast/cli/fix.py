"""`holdfast escalation fix` and `fixes`: who solved it, and who of the owning team looked at it."""

from __future__ import annotations

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    moment,
    now,
    prepare,
    programme,
    show,
    show_json,
    table,
)


@click.command(short_help="Record who fixed it, and why them.")
@click.argument("ref")
@click.option("--by", "fixed_by", required=True, metavar="LOGIN", help="Who fixed it.")
@click.option("--why", required=True, help="Why it was them.")
@click.option("--team", required=True, help="The team that owns what was fixed.")
@click.option("--reviewer", default="", metavar="LOGIN", help="Who of that team reviewed it.")
@click.option("--exception", default="", help="Why nobody of that team reviewed it.")
@click.option("--url", default="", help="The change itself.")
@as_option("Who does it.", required=True)
@json_option
def fix(*, ref: str, login: str, as_json: bool, **facts: str) -> None:
    """Record a fix. One by somebody of another team than the owning one needs --reviewer, or
    --exception with the reason, which stands on a list."""
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.fix import fix_as_data

    made = fix_as_data(actions.record_fix(ref=ref, by=acting(login), at=now(), **facts))
    if as_json:
        show_json(made)
    else:
        show(
            f"{made['escalation']}: fixed by {made['fixed_by']} for {made['team']}, {_looked(made)}."
        )


@click.command(short_help="Fixes, newest first; the exceptions among them.")
@click.option("--exceptions", is_flag=True, help="Those nobody of the owning team reviewed.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--after", type=click.IntRange(1, 2**63 - 1), help="`next` of the page before.")
@as_option("Who reads; without it the operator of this machine does.", required=False)
@json_option
def fixes(
    *, exceptions: bool, limit: int, after: int | None, login: str | None, as_json: bool
) -> None:
    """List fixes: who, of which team's work, and who reviewed it or why nobody did."""
    prepare()
    from holdfast.escalation.presenting.fix import fix_as_data
    from holdfast.escalation.queries.fix import fixes as find

    acting(login)
    page = find(programme(), exceptions=exceptions, after=after, limit=limit)
    items = [fix_as_data(each) for each in page.items]
    if as_json:
        show_json({"items": items, "next": None if page.next is None else str(page.next)})
        return
    if not items:
        show("No exceptions." if exceptions else "No fixes.")
        return
    heads = ("Ref", "Fixed by", "Owning team", "At", "Reviewed")
    rows = [
        (each["escalation"], each["fixed_by"], each["team"], moment(each["at"]), _looked(each))
        for each in items
    ]
    text = table([heads, *rows], indent="")
    show(f"{text}\nThere are more: --after {page.next}" if page.next else text)


def _looked(fix: dict[str, str | None]) -> str:
    if fix["exception"]:
        return f"exception: {' '.join(fix['exception'].split())[:120]}"
    return f"reviewed by {fix['reviewer']}" if fix["reviewer"] else "by the owning team"
