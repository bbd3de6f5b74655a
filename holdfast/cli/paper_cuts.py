"""`holdfast paper-cuts`: the backlog of small gaps, who says what of it, and who works on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    table,
)
from holdfast.cli.importing import take_in

_WHO = "Who does it; without it the operator of this machine does."
_PARTS = click.Choice(["gtm", "engineering", "product"])


@click.group("paper-cuts", short_help="Small gaps of the product, ranked and closed.")
def paper_cuts() -> None:
    """Paper cuts: small gaps of the product that engineers on rotation close between escalations.

    A paper cut is named CUT-7, or 7.
    """


@paper_cuts.command("list", short_help="The backlog in its order.")
@click.option(
    "--state",
    default="open",
    show_default=True,
    metavar="STATE",
    help="open, waiting, picked-up, paused, shipped, dropped or all",
)
@json_option
def list_(state: str, as_json: bool) -> None:
    """Open ones in GTM's order, with what they take and who works on them; of ended ones at most 200."""
    prepare()
    from holdfast.papercut.queries import page

    found, _ = page(programme(), state=state, at=now(), limit=200)
    items = _as_data(found)
    if as_json:
        show_json({"items": items})
    elif items:
        show(table([_row(each) for each in items], indent=""))
    else:
        show("There are none.")


@paper_cuts.command("show", short_help="One of them, with all that stands.")
@click.argument("ref")
@json_option
def show_(ref: str, as_json: bool) -> None:
    prepare()
    _show(ref, as_json)


@paper_cuts.command(short_help="Write one down.")
@click.argument("title")
@click.option("--gap", default="", help="What hurts.")
@click.option("--impact", default="", help="What it costs whoever meets it.")
@click.option("--workaround", default="", help="What people do meanwhile.")
@click.option("--url", default="", help="Where it is written up.")
@click.option("--customer", default="", help="The first customer who asks for it.")
@as_option(_WHO, required=False)
@json_option
def add(login: str | None, as_json: bool, **said: str) -> None:
    """TITLE is the gap in one line."""
    prepare()
    from holdfast.papercut.actions import add_cut

    made = add_cut(programme=programme(), **said, by=acting(login), at=now())
    _show(made.ref, as_json)


@paper_cuts.command(short_help="Say which customer asks for it.")
@click.argument("ref")
@click.argument("customer")
@click.option("--impact", default="", help="What it costs this customer.")
@click.option("--url", default="", help="Where they asked.")
@click.option("--person", default="", metavar="LOGIN", help="Who tells them when it is there.")
@as_option(_WHO, required=False)
@json_option
def wish(ref: str, login: str | None, as_json: bool, **said: str) -> None:
    prepare()
    from holdfast.papercut import actions

    actions.wish(ref=ref, **said, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command(short_help="Put it at a position of the order.")
@click.argument("ref")
@click.argument("position", type=click.IntRange(1, 1_000_000))
@click.option("--why", default="")
@as_option("Who speaks for GTM; while nobody does, a lead or the operator.", required=False)
@json_option
def rank(ref: str, position: int, why: str, login: str | None, as_json: bool) -> None:
    """POSITION 1 is the top."""
    prepare()
    from holdfast.papercut.actions import rank_cut

    rank_cut(ref=ref, position=position, why=why, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command(short_help="Say how many working days it takes.")
@click.argument("ref")
@click.argument("days")
@click.option("--note", default="")
@as_option("An engineer, or who speaks for engineering.", required=True)
@json_option
def estimate(ref: str, days: str, note: str, login: str, as_json: bool) -> None:
    prepare()
    from holdfast.papercut.actions import estimate_cut

    estimate_cut(ref=ref, days=days, note=note, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command(short_help="Product says yes, not now or no.")
@click.argument("ref")
@click.argument("verdict", type=click.Choice(["yes", "not-now", "no"]))
@click.option("--reason", default="", help="Needed with not-now and no.")
@as_option("Who speaks for product; while nobody does, a lead or the operator.", required=False)
@json_option
def judge(ref: str, verdict: str, reason: str, login: str | None, as_json: bool) -> None:
    prepare()
    from holdfast.papercut.actions import judge_cut

    judge_cut(ref=ref, verdict=verdict, reason=reason, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command("pick-up", short_help="An engineer takes it.")
@click.argument("ref")
@as_option("The engineer.", required=True)
@json_option
def pick_up(ref: str, login: str, as_json: bool) -> None:
    prepare()
    from holdfast.papercut import actions

    actions.pick_up(ref=ref, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command("hand-back", short_help="It waits for another engineer.")
@click.argument("ref")
@click.option("--reason", default="")
@as_option(_WHO, required=False)
@json_option
def hand_back(ref: str, reason: str, login: str | None, as_json: bool) -> None:
    prepare()
    from holdfast.papercut import actions

    actions.hand_back(ref=ref, reason=reason, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command(short_help="It is with the customers.")
@click.argument("ref")
@click.option("--url", default="", help="Where the change is described.")
@click.option("--words", default="", help="What its customers may hear.")
@click.option("--days", default="", help="What it took; without it what was counted.")
@as_option(_WHO, required=False)
@json_option
def ship(ref: str, login: str | None, as_json: bool, **said: str) -> None:
    prepare()
    from holdfast.papercut import actions

    actions.ship(ref=ref, **said, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command(short_help="Nobody will do it here.")
@click.argument("ref")
@click.option("--reason", required=True)
@as_option("Who speaks for product, a lead, or without it the operator.", required=False)
@json_option
def drop(ref: str, reason: str, login: str | None, as_json: bool) -> None:
    prepare()
    from holdfast.papercut.actions import drop_cut

    drop_cut(ref=ref, reason=reason, by=acting(login), at=now())
    _show(ref, as_json)


@paper_cuts.command(short_help="A customer was told that it is there.")
@click.argument("wish", type=click.IntRange(1, 2**63 - 1))
@click.option("--note", default="")
@as_option(_WHO, required=False)
@json_option
def told(wish: int, note: str, login: str | None, as_json: bool) -> None:
    """WISH is the number of the wish, as `show --json` has it."""
    prepare()
    from holdfast.papercut.actions import say_told
    from holdfast.papercut.queries import cut

    found = say_told(wish_id=wish, note=note, by=acting(login), at=now())
    _show(cut(found.cut_id).ref, as_json)


@paper_cuts.command(short_help="Who speaks for GTM, engineering or product.")
@click.argument("part", type=_PARTS, required=False)
@click.argument("who", metavar="[LOGIN]", required=False)
@click.option("--take-back", is_flag=True, help="They do not speak for it any more.")
@as_option("The lead who gives it; without it the operator does.", required=False)
@json_option
def voice(
    part: str | None, who: str | None, take_back: bool, login: str | None, as_json: bool
) -> None:
    """Without PART and LOGIN the voices that stand; with both, LOGIN speaks for PART from now on."""
    if (part is None) != (who is None):
        raise click.UsageError("Name the part and the login, or neither.")
    prepare()
    from holdfast.papercut.actions import give_voice
    from holdfast.papercut.presenting import voice_as_data
    from holdfast.papercut.queries.voices import voices

    if part and who:
        give_voice(
            programme=programme(),
            login=who,
            part=part,
            holds=not take_back,
            by=acting(login),
            at=now(),
        )
    items = [voice_as_data(each) for each in voices(programme())]
    if as_json:
        show_json({"items": items})
    elif items:
        show(table([(each["part"], each["login"]) for each in items], indent=""))
    else:
        show("Nobody speaks for GTM or product; engineers speak for engineering by their role.")


@paper_cuts.command("import", short_help="Take in a backlog as CSV.")
@click.argument("file")
@as_option(_WHO, required=False)
@json_option
def import_(file: str, login: str | None, as_json: bool) -> None:
    """Read a CSV (- is standard input) with the columns title, gap, customers (several by ;), impact,
    workaround, url, rank and estimate (working days); all but title may be missing.

    All or nothing. A row is found again by its url, else its title; ranks and estimates that somebody
    gave here stay.
    """

    def find() -> Callable[..., Any]:
        from holdfast.papercut.actions import import_cuts

        return import_cuts

    take_in(find, file=file, login=login, as_json=as_json, nouns=("paper cut", "paper cuts"))


@paper_cuts.command(short_help="The backlog as CSV, as import reads it.")
def export() -> None:
    """Cells that a sheet would take for a formula begin with an apostrophe."""
    prepare()
    from holdfast.papercut.presenting import as_csv
    from holdfast.papercut.queries import backlog

    show(as_csv(backlog(programme(), at=now())).rstrip("\n"))


def _as_data(found: Any) -> list[dict[str, Any]]:
    from holdfast.papercut.presenting import cut_as_data
    from holdfast.papercut.queries.time_left import left_now
    from holdfast.people.queries import policy_at

    policy, left = policy_at(programme(), now()), left_now(programme(), at=now())
    return [cut_as_data(each, policy=policy, left=left) for each in found]


def _show(ref: str, as_json: bool) -> None:
    from holdfast.papercut.queries import standing

    (data,) = _as_data([standing(ref, at=now())])
    if as_json:
        show_json(data)
    else:
        show(_card(data))


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    days = f"{each['estimate']['days']:g} d" if each["estimate"] else "-"
    who = each["picked_up"]["engineer"] if each["picked_up"] else ""
    rank = "-" if each["position"] is None else str(each["position"])
    return (rank, each["ref"], days, f"{each['state']} {who}".strip(), each["title"])


def _card(each: dict[str, Any]) -> str:
    estimate, judged, picked = each["estimate"], each["judgement"], each["picked_up"]
    rows = [
        ("State", each["state"]),
        ("Rank", "-" if each["position"] is None else str(each["position"])),
        ("Takes", _takes(estimate)),
        ("Product", f"{judged['verdict']} {judged['reason']}".strip() if judged else "-"),
        *([("Picked up", picked["engineer"])] if picked else []),
        *([("Rests", picked["paused"]["why"])] if picked and picked["paused"] else []),
        *([("Asked by", ", ".join(each["accounts"]))] if each["accounts"] else []),
        *(
            (f"Wish {one['id']}", f"{one['customer']}, {'told' if one['told'] else 'not told'}")
            for one in each["wishes"]
            if each["shipped"]
        ),
        *([("Dropped", each["dropped"]["reason"])] if each["dropped"] else []),
    ]
    return "\n".join([f"{each['ref']}  {each['title']}", table(rows)])


def _takes(estimate: dict[str, Any] | None) -> str:
    if estimate is None:
        return "no estimate"
    large = ", too large for a paper cut" if estimate["too_large"] else ""
    return f"{estimate['days']:g} working days{large}"
