"""A plan explains itself: why this person, why not that one, why a seat stays empty."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from holdfast.rotation.planner.why import unfilled
from holdfast.rotation.planner.why.exchange import Exchange, nearest, with_them, without
from holdfast.rotation.planner.why.table import Obstacle, Table, Values
from holdfast.rotation.planner.why.unfilled import ELSEWHERE, SIGNED
from holdfast.rotation.planner.why.words import Words
from holdfast.rotation.rules.planning.problem import HALVES, Plan, Problem, Seat

ASKED = 4  # as many people are named to be asked
# rule: (of one, of many, where it keeps nobody out by itself but is needed with the others).
_SHORT = {
    SIGNED: (
        "is the only other who signed up for it",
        "are the only others who signed up for it",
        "Nobody else signed up for it.",
    ),
    "H2": (
        *("takes whole windows only",) * 2,
        "Who takes whole windows only would sit in the other half too.",
    ),
    "H3": (
        "has to rest then",
        "have to rest then",
        "The rest between two seats keeps people from taking it beside what they have.",
    ),
    "H4": (
        "has as many halves as they may",
        "have as many halves as they may",
        "Those who could have as many halves as they may.",
    ),
    "H5": (
        "is of a team that can spare nobody more then",
        "are of teams that can spare nobody more then",
        "A team would spare more people at a time than it can.",
    ),
    "H7": ("is pinned", "are pinned", "Pins hold people elsewhere."),
    "H8": (
        "would sit there for the first time, with too few beside them who have served",
        "would sit there for the first time, with too few beside them who have served",
        "First-timers would sit with too few beside them who have served.",
    ),
    ELSEWHERE: (
        "sits in another window, where a seat would be empty instead",
        "sit in other windows, where a seat would be empty instead",
        "Whoever could come would leave a seat empty in another window.",
    ),
}
_NOT_WORKED_OUT = "There was no time to work it out; ask for the plan with more seconds."


def explain(
    problem: Problem,
    plan: Plan,
    *,
    seconds: float = 10,
    names: Mapping[str, str] | None = None,
    windows: Mapping[str, str] | None = None,
    stop: Callable[[], bool] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The `why` of a plan, as plain data (docs/planning.md says what each means).

    `names` and `windows` are what people and windows are called in the sentences. What cannot be
    worked out in `seconds` says so; seats come first, then empty ones, then who was not chosen.
    """
    table = Table(problem, plan.seats)
    ends = time.monotonic() + seconds
    # A third for the seats, two for those and the empty ones.
    marks = [ends - seconds * part for part in (2 / 3, 1 / 3, 0)]

    def over(mark: float) -> Callable[[], bool]:
        return lambda: time.monotonic() > mark or (stop is not None and stop())

    told = _Told(table, Words(table, names or {}, windows or {}))
    return {
        "seats": [told.seat(seat, over(marks[0])) for seat in table.seats],
        "unfilled": list(told.unfilled(over(marks[1]), seconds / 3)),
        "not_chosen": [
            told.not_chosen(person.id, over(marks[2]))
            for person in problem.people
            if not table.by_person[person.id] and any(each.choice for each in person.sign_ups)
        ],
    }


class _Told:
    def __init__(self, table: Table, words: Words) -> None:
        self.table, self.words = table, words
        self.reasons: dict[tuple[str, int], list[str] | None] = {}

    def lost(self, change: Values) -> list[dict[str, Any]]:
        """What each level loses, those that change only."""
        named = zip(self.table.names, change, strict=True)
        return [{"level": name, "by": by} for name, by in named if by]

    def first_loss(self, exchange: Exchange) -> str:
        """What is lost on the most important level that changes; empty where nothing is lost."""
        for name, by in zip(self.table.names, exchange.change, strict=True):
            if by:
                return self._worse(name, by, exchange) if by > 0 else ""
        return ""

    def _worse(self, level: str, by: int, exchange: Exchange) -> str:
        said = self.words.worse(level, by)
        if level != "fairness" or not exchange.into:
            return said
        served = {
            name: self.table.people[name].served_halves
            + sum(len(seat.halves) for seat in self.table.by_person[name])
            for name in (exchange.into.person, exchange.out.person if exchange.out else "")
            if name
        }
        more = len(exchange.into.halves)
        into = exchange.into.person
        said += f": {self.words.person(into)} would come to {served[into] + more} halves"
        if exchange.out:
            out = exchange.out.person
            said += f", {self.words.person(out)} comes to {served[out]}"
        return said

    # Why this person.

    def seat(self, seat: Seat, over: Callable[[], bool]) -> dict[str, Any]:
        data: dict[str, Any] = {
            "person": seat.person,
            "window": seat.window,
            "half": seat.half,
        }
        if over():
            return {**data, "why": _NOT_WORKED_OUT, "without": None}
        best = without(self.table, seat)
        if best is None:
            return {**data, "why": self._must(seat), "without": None}
        instead = best.into.person if best.into else None
        return {
            **data,
            "why": self._why(seat, best),
            "without": {"instead": instead, "lost": self.lost(best.change)},
        }

    def _must(self, seat: Seat) -> str:
        name = self.words.person(seat.person)
        if seat in self.table.pinned:
            return f"{name} is pinned to it."
        first = not self.table.people[seat.person].experienced
        if first and len(self.table.by_person[seat.person]) > 1:
            return (
                f"{name} has a later seat, and it would be their first, with too few beside them."
            )
        return f"Whoever sits beside {name} has never served, and nobody else is free to be there."

    def _why(self, seat: Seat, best: Exchange) -> str:
        name = self.words.person(seat.person)
        loss = self.first_loss(best)
        if best.into is None and not loss:
            return "It could as well stay empty; the plan was cut short before that was seen."
        if best.into is None:
            return f"Nobody else is free for it: without {name}, {loss}."
        other = self.words.person(best.into.person)
        if loss:
            return f"Without {name} it would be {other} at best, and {loss}."
        if any(best.change):
            return f"{other} would do better; the plan was cut short before that was seen."
        return f"{other} would do as well; between equals one had to be taken."

    # Why not that one.

    def not_chosen(self, name: str, over: Callable[[], bool]) -> dict[str, Any]:
        data: dict[str, Any] = {"person": name}
        called = self.words.person(name)
        if over():
            return {**data, "why": _NOT_WORKED_OUT, "with": None}
        best = with_them(self.table, name)
        if best is None or best.into is None:
            seat = nearest(self.table, name)
            kept = self.words.obstacles(seat) if seat else "asked for no window of this plan"
            return {**data, "why": f"{called} {kept or 'is not needed anywhere'}.", "with": None}
        place = self.words.at(best.into)
        out = best.out.person if best.out else None
        how = f"in {place}" + (f" instead of {self.words.person(out)}" if out else " as one more")
        loss = self.first_loss(best)
        if loss:
            why = f"With {called} {how}, {loss}."
        elif any(best.change):
            why = f"{called} {how} would be better; the plan was cut short before that was seen."
        else:
            why = f"{called} {how} would do as well; between equals one had to be taken."
        return {
            **data,
            "why": why,
            "with": {
                "window": best.into.window,
                "half": best.into.half,
                "instead": out,
                "lost": self.lost(best.change),
            },
        }

    # Why a seat stays empty.

    def unfilled(self, over: Callable[[], bool], seconds: float) -> Iterator[dict[str, Any]]:
        """Half by half; the two halves of a window together where all is the same for both."""
        empty = [
            self._empty(window, half, over, seconds)
            for window in self.table.windows
            for half in HALVES
            if self._missing(window, half)
        ]
        for _, same in groupby(empty, key=lambda each: {**each, "half": None, "would_fill": 0}):
            first, *more = same
            half = None if more else first["half"]
            where = self.words.where(first["window"], half)
            missing = first["missing"]
            seats = f"{missing} seat{'s' if missing != 1 else ''}"
            because = [each["short"] for each in first["reasons"]]
            why = " ".join([f"Nobody more can sit in {where} ({seats} empty).", *because])
            filling = first["would_fill"]
            why = first["open"] or f"{why}{self._ask(filling)}"
            yield {
                "window": first["window"],
                "half": half,
                "missing": missing,
                "why": why,
                "reasons": [
                    {key: each[key] for key in ("rule", "people", "sentence")}
                    for each in first["reasons"]
                ],
                "would_fill": filling,
            }

    def _missing(self, window: str, half: int) -> int:
        return max(0, self.table.windows[window].wanted - len(self.table.by_half[window, half]))

    def _empty(
        self, window: str, half: int, over: Callable[[], bool], seconds: float
    ) -> dict[str, Any]:
        reasons = None
        both = self.table.by_half[window, 0] == self.table.by_half[window, 1]
        place = (window, 0 if both else half)  # the same people, the same question
        if place in self.reasons:
            reasons = self.reasons[place]
        elif not over():
            reasons = unfilled.reasons(self.table, window, half, seconds=seconds, stop=over)
            self.reasons[place] = reasons
        opened = ""
        if reasons is None:
            opened = _NOT_WORKED_OUT
        elif not reasons:
            opened = "It can be filled; the plan was cut short before that was seen."
        fills = unfilled.would_fill(self.table, window, half)
        return {
            "window": window,
            "half": half,
            "missing": self._missing(window, half),
            "open": opened,
            "reasons": [self._reason(each, window, half) for each in reasons or []],
            "would_fill": [
                {
                    "person": seat.person,
                    "half": seat.half,
                    "rule": rule,
                    "if": f"{self.words.person(seat.person)} {self._if(seat, rule)}",
                }
                for seat, rule in fills
            ],
        }

    def _if(self, seat: Seat, rule: str) -> str:
        return {
            "H1": f"signed up for {self.words.at(seat)}",
            "H2": "took half a window",
            "H3": "rested less",
            "H4": "took more than they said",
        }[rule]

    def _ask(self, filling: list[dict[str, Any]]) -> str:
        asked = [each["person"] for each in filling if each["rule"] == SIGNED][:ASKED]
        if asked:
            them = self.words.people(asked)
            return (
                f" Ask {them} to sign up." if len(asked) == 1 else f" Ask one of {them} to sign up."
            )
        if filling:
            return f" It would be filled if {filling[0]['if']}."
        return ""

    def _reason(self, rule: str, window: str, half: int) -> dict[str, Any]:
        kept = self._kept(rule, window, half)
        names = [seat.person for seat, _ in kept]
        short = self._short(rule, names)
        said = [
            f"{self.words.person(seat.person)} {self.words.obstacle(seat, each)}"
            for seat, each in kept
            if rule not in {SIGNED, ELSEWHERE}
        ]
        more = len(said) - ASKED
        if more > 0:
            said = [*said[:ASKED], f"{more} more are kept from it likewise"]
        sentence = f"{'; '.join(said)}." if said else short
        return {"rule": rule, "people": names, "sentence": sentence, "short": short}

    def _kept(self, rule: str, window: str, half: int) -> list[tuple[Seat, Obstacle]]:
        """Whom of those who asked to be there this rule keeps out, as the plan stands."""
        table, kept = self.table, []
        for name in unfilled.signed_up(table, window, half):
            shapes = (None, half) if table.people[name].halves else (None,)
            seat = Seat(window, name, shapes[-1])
            if rule in {SIGNED, ELSEWHERE}:
                if rule == SIGNED or table.by_person[name]:
                    kept.append((seat, Obstacle(rule)))
                continue
            kept += [(seat, each) for each in table.obstacles(seat) if each.rule == rule]
        return kept

    def _short(self, rule: str, names: list[str]) -> str:
        """The reason as one sentence, whomever it is about."""
        alone, many, nobody = _SHORT[rule]
        if not names:
            return nobody
        return f"{self.words.people(names)} {alone if len(names) == 1 else many}."
