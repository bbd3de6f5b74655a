"""`holdfast escalation similar`: was it there before, and what solved it?"""

from __future__ import annotations

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    prepare,
    programme,
    show,
    show_json,
)


@click.command(short_help="Similar ones, and what solved them.")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 50))
@as_option("Who reads; without it the operator of this machine does.", required=False)
@json_option
def similar(words: tuple[str, ...], limit: int, login: str | None, as_json: bool) -> None:
    """Find escalations by any of the words in what was written about them, the best first."""
    prepare()
    from django.conf import settings

    from holdfast.escalation.presenting.search import found_as_data
    from holdfast.escalation.queries.search import search

    acting(login)
    at = now()
    found = search(programme(), " ".join(words), limit=limit)
    if as_json:
        items = [found_as_data(each, base=settings.BASE_URL, at=at) for each in found]
        show_json({"items": items, "next": None})
        return
    for each in found:
        issue = each.escalation
        show(f"{issue.ref}  {issue.state}  {issue.title}\n  {each.snippet}")
        if each.outcome:
            show(f"  {' '.join([f'{each.outcome}:', *each.reason.split()])[:300]}")
        if each.learning:
            show(f"  Learned: {' '.join(each.learning.split())[:300]}")
    if not found:
        show("Nothing similar is known.")
