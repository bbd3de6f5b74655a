"""What `holdfast demo` shows: the real rotation table as imported history, defects and all, and a
made-up sample company that lives today.

Everything goes through the actions, at moments in the past, so that the journal tells it as it
would have happened.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from holdfast.kernel.refusal import NotFound
from holdfast.site.demo import (
    boundary,
    ended,
    fresh,
    handed,
    moving,
    papered,
    planned,
    room,
    stuck,
    volunteers,
)
from holdfast.site.demo.company import EXAMPLES, company
from holdfast.site.demo.tale import Tale


def seed(*, at: datetime) -> None:
    """Fill an empty store. Raises NotFound where the examples are not beside the code."""
    if not EXAMPLES.is_dir():
        raise NotFound("The demo's data is in the checkout's examples/ folder; run it from there.")
    company(at - timedelta(days=70), today=at)
    volunteers.sign_up(at)
    tale = Tale(at)
    # The oldest first, as their numbers tell; the clock rings inside a play, for what is there.
    for play in (
        ended.by_silence,
        ended.solved,
        stuck.standing_still,
        handed.left_over,
        boundary.last,
        moving.in_pieces,
        ended.told_no,
        handed.handed_over,
        stuck.in_a_corner,
        stuck.overdue,
        stuck.paused,
        moving.going_well,
        handed.offered,
        fresh.twice,
        fresh.fresh,
        boundary.ahead,
    ):
        play(tale)
    papered.backlog(tale)
    fresh.at_capacity(tale)
    room.made_room(tale)
    planned.offered(tale)
    planned.proposed(tale)
