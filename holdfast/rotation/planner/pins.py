"""Pins that cannot all be kept: refused, with the contradiction named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from holdfast.kernel.refusal import Invalid
from holdfast.rotation.planner.ground import Ground
from holdfast.rotation.planner.model import Model
from holdfast.rotation.planner.run import Run, ask
from holdfast.rotation.planner.sheet import total
from holdfast.rotation.rules.planning.hard import TWICE, Broken, broken, overlap
from holdfast.rotation.rules.planning.problem import HALVES, Pin, Problem, Seat

PATIENCE = 60.0  # seconds: a small question, but without its answer there is no plan


def beginning(ground: Ground, run: Run) -> frozenset[int]:
    """A plan that breaks no rule: the pinned seats, and whom they need beside them.

    Raises Invalid where no plan keeps all pins, and says which contradict which rule or each other.
    """
    problem = ground.problem
    _known(problem)
    _opposed(problem)
    _possible(problem)
    plan = ground.pinned
    if not broken(problem, ground.seats(plan)):
        return plan
    found = _with_mentors(ground, run)
    if found is None:
        raise Invalid(_alone(_smallest(problem, run)), field="pins")
    return found


def said(pin: Pin) -> str:
    part = "" if pin.seat.half is None else f"the {'second' if pin.seat.half else 'first'} half of "
    return f"{pin.seat.person} {'in' if pin.seated else 'out of'} {part}{pin.seat.window}"


def _known(problem: Problem) -> None:
    people = {person.id for person in problem.people}
    windows = {window.id for window in problem.windows}
    for pin in problem.pins:
        if pin.seat.person not in people:
            raise Invalid(
                f"A pin names {pin.seat.person}, who is not among the people.", field="pins"
            )
        if pin.seat.window not in windows:
            raise Invalid(
                f"A pin names {pin.seat.window}, which is not among the windows.", field="pins"
            )
        if pin.seat.half not in {None, *HALVES}:
            raise Invalid(
                f"A pin of {pin.seat.person} names half {pin.seat.half} of {pin.seat.window}; "
                "halves are 0 and 1.",
                field="pins",
            )


def _opposed(problem: Problem) -> None:
    for pin in problem.pins:
        for other in problem.pins:
            if pin.seated and not other.seated and overlap(pin.seat, other.seat):
                raise Invalid(
                    f"Two pins contradict each other: {said(pin)}, and {said(other)}. "
                    "Remove one of them.",
                    field="pins",
                )


def _possible(problem: Problem) -> None:
    """Against H1 to H6, where adding seats mends nothing: pin by pin, then all together."""
    bare = replace(problem, pins=(), mentoring=False)
    seats = tuple(sorted({pin.seat for pin in problem.pins if pin.seated}, key=_key))
    for seat in seats:
        for breach in broken(bare, (seat,)):
            raise Invalid(
                f"The pin of {said(Pin(seat))} breaks {breach.rule}: {breach.sentence}",
                field="pins",
                rule=breach.rule,
            )
    for breach in broken(bare, seats):
        pinned = _fewest(bare, breach.seats, breach.rule)
        raise Invalid(
            f"These pins cannot all be kept: {_list(Pin(seat) for seat in pinned)}. "
            + _breaks(breach),
            field="pins",
            rule=breach.rule,
        )


def _fewest(problem: Problem, seats: Sequence[Seat], rule: str) -> tuple[Seat, ...]:
    """Fewest of these seats that still break the rule: none can be left out."""
    kept = tuple(seats)
    for seat in seats:
        fewer = tuple(other for other in kept if other != seat)
        if any(breach.rule == rule for breach in broken(problem, fewer)):
            kept = fewer
    return kept


def _with_mentors(ground: Ground, run: Run) -> frozenset[int] | None:
    """Fewest seats that keep the pins and H8."""
    model = Model(ground, ground.pinned, range(len(ground.options)))
    model.sheet.minimise(total(model.terms[number] for number in model.free))
    answer = ask(run, model.question(stop_after_first_solution=True), limit=PATIENCE)
    if answer.found is None:
        if not answer.infeasible:
            raise Invalid(
                "Whether the pins can all be kept is not found out in time.", field="pins"
            )
        return None
    plan = model.answered(answer.found)
    return None if broken(ground.problem, ground.seats(plan)) else plan


def _smallest(problem: Problem, run: Run) -> tuple[Pin, ...]:
    """Pins that cannot be kept together, and can once any one of them is left out."""
    kept = problem.pins
    for pin in problem.pins:
        fewer = tuple(other for other in kept if other != pin)
        ground = Ground(replace(problem, pins=fewer))
        if (
            broken(ground.problem, ground.seats(ground.pinned))
            and _with_mentors(ground, run) is None
        ):
            kept = fewer
    return kept


def _alone(pins: Sequence[Pin]) -> str:
    what = (
        f"The pin of {said(pins[0])} cannot be kept"
        if len(pins) == 1
        else f"These pins cannot all be kept: {_list(pins)}"
    )
    return (
        f"{what}. Whoever serves for the first time needs somebody beside them who has served "
        "before, in each half (H8), and there is nobody who could."
    )


def _breaks(breach: Broken) -> str:
    said = "" if breach.rule == TWICE else f"Together they break {breach.rule}: "
    return said + breach.sentence


def _list(pins: Iterable[Pin]) -> str:
    return "; ".join(said(pin) for pin in pins)


def _key(seat: Seat) -> tuple[str, str, int]:
    return seat.window, seat.person, -1 if seat.half is None else seat.half
