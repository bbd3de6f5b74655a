"""`holdfast filing` and `holdfast teams place`: pieces and asks as issues where a team works."""

from __future__ import annotations

from typing import Any

import click

from holdfast.cli.ground import acting, as_option, json_option, now, prepare, show, show_json

_BY = as_option("Who does it.", required=True)


@click.group(short_help="File a piece or an ask in its team's tracker.")
def filing() -> None:
    """Where a team's work lives is said by `holdfast teams place`."""


@filing.command(short_help="File a piece.")
@click.argument("number", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@_BY
@json_option
def piece(number: int, login: str, as_json: bool) -> None:
    """The piece becomes an issue, made by the worker. The owner of the escalation or a lead may."""
    prepare()
    from holdfast.tracker.actions import file_piece

    _show(file_piece(piece_id=number, by=acting(login), at=now()), as_json)


@filing.command(short_help="File an ask.")
@click.argument("number", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@_BY
@json_option
def ask(number: int, login: str, as_json: bool) -> None:
    """What a team is asked becomes an issue, made by the worker."""
    prepare()
    from holdfast.tracker.actions import file_ask

    _show(file_ask(ask_id=number, by=acting(login), at=now()), as_json)


@click.command(short_help="Say where a team's work lives.")
@click.argument("team")
@click.argument("tracker")
@click.argument("where")
@click.option("--by-itself", is_flag=True, help="Pieces handed to the team are filed at once.")
@_BY
@json_option
def place(
    team: str, tracker: str, where: str, login: str, *, by_itself: bool, as_json: bool
) -> None:
    """Such as `holdfast teams place Billing github acme/payments`. It is looked at at once; what cannot be
    reached is saved all the same."""
    prepare()
    from holdfast.tracker.actions import look_at, set_place
    from holdfast.tracker.presenting.filing import place_as_data

    at = now()
    saved = set_place(
        team=team, tracker=tracker, where=where, by_itself=by_itself, by=acting(login), at=at
    )
    said = look_at(saved, at=at)
    if as_json:
        show_json({**place_as_data(saved), "looked": said})
    else:
        show(f"{saved.team}: {saved}. {said}")


def _show(made: Any, as_json: bool) -> None:
    from holdfast.tracker.presenting.filing import filing_as_data

    if as_json:
        show_json(filing_as_data(made))
    else:
        show(f"Filed as {made.key}: {made.url}" if made.key else f"On its way to {made.where}.")
