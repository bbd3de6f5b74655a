"""`holdfast escalation unreviewed`: changes merged without a look of the team that owns the code."""

from __future__ import annotations

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    moment,
    prepare,
    show,
    show_json,
    table,
)


@click.command(short_help="Pull requests merged without a review.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--after", type=click.IntRange(1, 2**63 - 1), help="`next` of the page before.")
@as_option("Who reads; without it the operator of this machine does.", required=False)
@json_option
def unreviewed(*, limit: int, after: int | None, login: str | None, as_json: bool) -> None:
    """List pull requests of people on the rotation that nobody of the owning team had approved when they
    were merged, newest first."""
    prepare()
    from holdfast.tracker.presenting.pull import pull_as_data
    from holdfast.tracker.queries.pull import unreviewed as find

    acting(login)
    page = find(after=after, limit=limit)
    items = [pull_as_data(each) for each in page.items]
    if as_json:
        show_json({"items": items, "next": None if page.next is None else str(page.next)})
        return
    if not items:
        show("No pull request was merged without a review, as far as we heard.")
        return
    heads = ("Ref", "Author", "Owning team", "Merged", "Reviewed", "Link")
    rows = [
        (
            each["escalation"] or "-",
            each["author_login"],
            each["team"],
            moment(each["merged_at"]),
            f"afterwards by {each['reviewer']}" if each["reviewed_at"] else "no",
            each["url"],
        )
        for each in items
    ]
    text = table([heads, *rows], indent="")
    show(f"{text}\nThere are more: --after {page.next}" if page.next else text)
