"""The cheapest reading of the table, with the direction of its year slips settled."""

from collections.abc import Sequence
from dataclasses import dataclass

from .candidates import YEAR_SLIP, Candidate, Usual
from .chain import cheapest
from .direction import Edge, Side, edge, outer_shift, side


@dataclass(frozen=True, slots=True)
class Settled:
    """A reading for each row, None where there is none. `unsure`: the rows on the two sides of
    a step back in time of which either side may have the wrong year, earlier side first."""

    chosen: list[Candidate | None]
    unsure: tuple[tuple[int, int], ...] = ()


def settle(
    options: Sequence[Sequence[Candidate]],
    cost: float,
    path: Sequence[int],
    usual: Usual,
) -> Settled:
    """What the rows mean once habits and numbers say which side of a jump is wrong."""
    best = [row[at] for row, at in zip(options, path, strict=True)]
    chosen: list[Candidate | None] = [*best]
    blocks = [block for at_start in (True, False) if (block := edge(best, at_start=at_start))]
    unsure: list[tuple[int, int]] = []
    for block in blocks:
        verdict = side(best, block)
        other = None if verdict is Side.BLOCK else _without(options, block, usual)
        if other is None or other[0] >= cost + YEAR_SLIP:
            # The block is wrong, or moving the rest would explain less of the table.
            continue
        if verdict is Side.REST and len(blocks) == 1:
            return Settled([row[at] for row, at in zip(options, other[1], strict=True)])
        for number in block.rows:
            written = options[number][0]
            chosen[number] = None if written.how else written
        if block.goes_back and block.dates % 2 == 0:
            inner = block.rows[-1]
            unsure.append((inner, inner + 1) if block.at_start else (inner - 1, inner))
    return Settled(chosen, tuple(unsure))


def _without(
    options: Sequence[Sequence[Candidate]], block: Edge, usual: Usual
) -> tuple[float, list[int]] | None:
    """The cheapest reading that leaves the outermost date of the block in its year."""
    outermost = block.rows[0]
    allowed = [
        at
        for at, option in enumerate(options[outermost])
        if outer_shift(option, block.at_start) == 0
    ]
    if not allowed:
        return None
    limited = [*options]
    limited[outermost] = [options[outermost][at] for at in allowed]
    cost, path = cheapest(limited, usual)
    path[outermost] = allowed[path[outermost]]
    return cost, path
