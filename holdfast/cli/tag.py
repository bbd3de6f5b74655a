"""`holdfast escalation tags`: calls for help that are no escalation yet."""

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
)


@click.command(short_help="Calls for help that are no escalation yet.")
@click.option("--state", default="open", show_default=True, help="open, raised, dismissed or all.")
@click.option(
    "--dismiss", type=click.IntRange(1, 2**63 - 1), metavar="ID", help="This one is no escalation."
)
@click.option("--reason", default="", help="Why it is none; who called reads it.")
@as_option("Who says so; needed to dismiss one.", required=False)
@json_option
def tags(*, state: str, dismiss: int | None, reason: str, login: str | None, as_json: bool) -> None:
    """Tags, the newest first; or `--dismiss ID --reason …`. Raising one with `--origin-url` of its
    thread answers it."""
    if dismiss is not None and not login:
        raise click.UsageError("Say who dismisses it, with --as LOGIN.")
    prepare()
    from holdfast.escalation.actions import dismiss_tag
    from holdfast.escalation.presenting.tag import tag_as_data
    from holdfast.escalation.queries.tag import tags as find

    if dismiss is not None and login:
        found = [dismiss_tag(tag_id=dismiss, reason=reason, by=acting(login), at=now())]
    else:
        found = find(programme(), state=state, limit=200).items
    items = [tag_as_data(each) for each in found]
    if as_json:
        show_json(items[0] if dismiss is not None else {"items": items})
        return
    for each in items:
        became = f"  {each['escalation']}" if each["escalation"] else ""
        show(f"{each['id']}  {each['state']}{became}  {moment(each['at'])}  {each['said_by_name']}")
        show(f"   {' '.join(each['text'].split())[:200]}")
        show(f"   {each['thread_url']}")
    if not items:
        show("No tags.")
