"""What the pages of paper cuts show: rows of the board, and what happened to one in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.journal.models import Event
from holdfast.journal.queries import timeline
from holdfast.papercut.models import Part, PickUp
from holdfast.papercut.presenting import paused_because
from holdfast.papercut.queries import Standing
from holdfast.papercut.queries.time_left import Left, fits
from holdfast.papercut.queries.voices import speaking, standing_of
from holdfast.papercut.rules.days import plain
from holdfast.papercut.rules.need import Need
from holdfast.papercut.rules.voice import Standing as Voiced
from holdfast.people.models import Programme
from holdfast.people.queries import names
from holdfast.people.rules.permission import may
from holdfast.people.rules.policy import Policy
from holdfast.web.happened import Entry
from holdfast.web.request import Request

STATE = {
    "waiting": ("open", "Waits for an engineer"),
    "picked-up": ("accent", "Picked up"),
    "paused": ("warn", "Paused"),
    "shipped": ("good", "Shipped"),
    "dropped": ("open", "Dropped"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A paper cut as the board shows it. `fit` is a tone and words, or nothing."""

    each: Standing
    tone: str
    word: str
    why_paused: str
    days: str
    too_large: bool
    fit: tuple[str, str]

    @property
    def estimate_words(self) -> str:
        return (
            f"{self.days} {'day' if self.days == '1' else 'days'}" if self.days else "No estimate"
        )


def rows(
    found: Iterable[Standing], *, request: Request, policy: Policy, left: list[Left]
) -> list[Row]:
    return [_row(each, request=request, policy=policy, left=left) for each in found]


def _row(each: Standing, *, request: Request, policy: Policy, left: list[Left]) -> Row:
    tone, word = STATE[each.state]
    days = each.estimate.days if each.estimate else None
    waits = each.state == "waiting" and days is not None
    return Row(
        each=each,
        tone=tone,
        word=word,
        why_paused=paused_because(each, ZoneInfo(str(request.zone))),
        days=plain(days) if days is not None else "",
        too_large=days is not None and days > policy.paper_cut_days,
        fit=_fit(each, left, request.user.pk) if waits and left else ("", ""),
    )


def _fit(each: Standing, left: list[Left], me: int) -> tuple[str, str]:
    assert each.estimate is not None, "asked only of what is estimated"
    room = fits(each.estimate.days, left)
    if any(one.person.pk == me for one in left):
        mine = any(one.person.pk == me for one in room)
        return ("good", "Fits in your days") if mine else ("quiet", "Does not fit in your days")
    if not room:
        return ("quiet", "Fits in nobody’s days now")
    if len(room) == len(left) > 1:
        return ("good", "Fits for everybody who is on")
    return ("good", f"Fits for {', '.join(str(one.person) for one in room)}")


def rights(request: Request, programme: Programme) -> dict[str, Any]:
    """Which parts the reader speaks for, and whether anybody does."""
    spoken = speaking(programme)
    as_whom = {part: standing_of(request.actor, part, spoken) for part in Part.values}
    return {
        "ranks": as_whom["gtm"] != Voiced.NONE,
        "meanwhile": as_whom["gtm"] == Voiced.MEANWHILE,
        "estimates": as_whom["engineering"] != Voiced.NONE,
        "judges": as_whom["product"] != Voiced.NONE,
        "drops": as_whom["product"] == Voiced.OWN or may(request.actor, "paper_cut.drop"),
        "no_gtm": not spoken["gtm"],
        "no_product": not spoken["product"],
        "gives": may(request.actor, "paper_cut.give_voice"),
        "imports": may(request.actor, "paper_cut.import")
        or Voiced.OWN in {as_whom["gtm"], as_whom["product"]},
        "picks_up": may(request.actor, "paper_cut.pick_up"),
    }


# kind: what it says after the person's name, and the part of the event's data that was typed.
_WORDS = {
    "paper_cut.added": ("wrote it down", "gap"),
    "paper_cut.changed": ("put it otherwise", ""),
    "paper_cut.ranked": ("ranked it at {position}{standing}", "why"),
    "paper_cut.estimated": ("estimated {days} working days", "note"),
    "paper_cut.judged": ("judged it: {verdict}", "reason"),
    "paper_cut.wished": ("passed on that {customer} asks for it", "note"),
    "paper_cut.picked_up": ("picked it up", ""),
    "paper_cut.handed_back": ("handed it back", "reason"),
    "paper_cut.paused": ("Paused for a customer", "reason"),
    "paper_cut.resumed": ("It goes on: nothing of a customer’s waits for its engineer", ""),
    "paper_cut.shipped": ("shipped it{took}", "words"),
    "paper_cut.told": ("told {customer}", "note"),
    "paper_cut.dropped": ("dropped it", "reason"),
}
_MAIN = {"paper_cut.picked_up", "paper_cut.shipped"}


def happened(ref: str) -> list[Entry]:
    """Its history, oldest first."""
    events = list(timeline(ref))
    people = names({event.by for event in events if event.by})
    return [_entry(event, people) for event in events]


def _entry(event: Event, people: dict[int, Any]) -> Entry:
    words, typed = _WORDS.get(event.kind, (event.kind.replace(".", " ").replace("_", " "), ""))
    data = event.data
    days = data.get("days")
    facts = {
        "position": data.get("position", ""),
        "standing": " for GTM, as nobody speaks for them" if data.get("standing") == "lead" else "",
        "days": plain(days) if days is not None else "",
        "verdict": str(data.get("verdict", "")).replace("_", " "),
        "customer": data.get("customer", "a customer"),
        "took": f" after {plain(days)} working days" if days is not None else "",
    }
    return Entry(
        at=event.at,
        who=people.get(event.by) if event.by else None,
        words=words.format_map(facts),
        said=str(data.get(typed, "")) if typed else "",
        extra="",
        tone="main" if event.kind in _MAIN else "alarm" if event.kind.endswith("paused") else "",
        next_step="",
        next_step_on=None,
    )


def mine(found: list[tuple[PickUp, Need | None]], request: Request) -> list[tuple[PickUp, str]]:
    """What the reader works on, each with why it rests."""
    zone = ZoneInfo(str(request.zone))
    return [(each, why.words("", zone) if why else "") for each, why in found]
