"""`holdfast escalation link`: the incident it belongs to, and other pages worth having at hand."""

from __future__ import annotations

from typing import Any

import click

from holdfast.cli.ground import acting, as_option, json_option, now, prepare, show, show_json
from holdfast.kernel.refusal import NotFound


@click.command(short_help="Link it to an incident, or take a link away.")
@click.argument("ref")
@click.option("--url", help="The address; https://…")
@click.option("--title", default="")
@click.option("--sort", default="incident", show_default=True, help="incident or other.")
@click.option(
    "--remove", type=click.IntRange(1, 2**63 - 1), metavar="ID", help="Take this one away."
)
@as_option("Who does it.", required=True)
@json_option
def link(
    *,
    ref: str,
    url: str | None,
    title: str,
    sort: str,
    remove: int | None,
    login: str,
    as_json: bool,
) -> None:
    """Link an escalation: `--url https://…`, or `--remove ID`. Without either, its links are shown."""
    if url is not None and remove is not None:
        raise click.UsageError("--url and --remove exclude each other; give one of them.")
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.link import link_as_data
    from holdfast.escalation.queries import by_ref
    from holdfast.escalation.queries.link import links_of

    by, at = acting(login), now()
    escalation = by_ref(ref)
    if url is not None:
        made = actions.link(ref=ref, url=url, title=title, sort=sort, by=by, at=at)
        _show([link_as_data(made)], as_json, one=True)
    elif remove is not None:
        if not escalation.links.filter(pk=remove).exists():
            raise NotFound(
                f"{escalation.ref} has no link {remove}; `link {escalation.ref}` shows them."
            )
        _show([link_as_data(actions.unlink(link_id=remove, by=by, at=at))], as_json, one=True)
    else:
        _show([link_as_data(each) for each in links_of(escalation)], as_json)


def _show(links: list[dict[str, Any]], as_json: bool, *, one: bool = False) -> None:
    if as_json:
        show_json(links[0] if one else {"items": links})
        return
    for each in links:
        gone = "  (taken away)" if each["removed_at"] else ""
        title = f"  {each['title']}" if each["title"] else ""
        show(f"{each['id']}  {each['sort']}  {each['url']}{title}{gone}")
    if not links:
        show("No links.")
