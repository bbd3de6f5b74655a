"""My next window, and the ways to the rotation."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block

from holdfast.people.models import Person
from holdfast.rotation.models import Seat
from holdfast.rotation.queries import live_seats
from holdfast.rotation.queries.seats import seats_of
from holdfast.rotation.queries.windows import window
from holdfast.slack.apphome.parts import (
    Called,
    address,
    days,
    header,
    is_engineer,
    lines,
    row,
    small,
    today_of,
)
from holdfast.slack.home import section
from holdfast.slack.text import link
from holdfast.slack.verbs import Verb

_MOST = 2  # the one that runs and the next


@section(40)
def next_window(person: Person, at: datetime) -> list[Block]:
    """The days of their next seats and who is beside them; sign-up and swap."""
    if not is_engineer(person):
        return []
    today = today_of(person, at)
    found = seats_of(person, since=today)[:_MOST]
    blocks: list[Block] = [header("Your next window")]
    if not found:
        taught = "You have no seat ahead. Say which windows suit you, and the next plan counts it."
        blocks.append(small(taught))
    for seat in found:
        blocks.append(_seat(seat, runs=seat.days[0] <= today))
    verbs = [Verb("sign_up.open", "Sign up…", "windows")]
    if found:
        verbs.append(Verb("swap.offer", "Offer a swap…", str(found[-1].pk)))
    return [*blocks, row(*verbs)]


def _seat(seat: Seat, *, runs: bool) -> Block:
    beside = [
        each for each in live_seats(window(seat.window_id)) if each.person_id != seat.person_id
    ]
    called = Called([each.person_id for each in beside])
    names = ", ".join(
        f"{called(each.person)} ({days(each.part)})" if each.part else called(each.person)
        for each in beside
    )
    when = link(address(f"/rotation#window-{seat.window_id}"), days(seat.days))
    state = "on now" if runs else ""
    if getattr(seat, "confirmation", None) is None:
        state = "not confirmed yet"
    return lines(
        f"*{when}*{f' · {state}' if state else ''}",
        f"Beside you: {names}" if names else "Nobody beside you yet",
    )
