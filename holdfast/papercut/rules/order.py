"""Places in an order that never need to be given anew. Pure.

A place is ten digits and, where something was put between two neighbours, further digits like those
behind a decimal point, never ending in 0. Places compare as text, digit by digit, the same in every
database and collation; between any two there is always another. So a move gives one thing a new place
and touches nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

WHOLE = 10
_FIRST = 5 * 10 ** (WHOLE - 1)
# Three thousand times into the same gap; nobody sorts a backlog so.
LONGEST = 1000


def between(lower: str | None, upper: str | None) -> str:
    """A place above `lower` and below `upper`; None is the end of the order on that side.

    Raises ValueError where the two are not in this order.
    """
    if lower is not None and upper is not None:
        return _between(lower, upper)
    if lower is not None:
        return f"{int(lower[:WHOLE]) + 1:0{WHOLE}d}"
    if upper is not None:
        return f"{int(upper[:WHOLE]) - 1:0{WHOLE}d}"
    return str(_FIRST)


def _between(lower: str, upper: str) -> str:
    if lower >= upper:
        raise ValueError(f"{lower} is not below {upper}")
    # One digit more than either has leaves room for at least nine places.
    digits = max(len(lower), len(upper))
    low, high = (int(each.ljust(digits, "0")) for each in (lower, upper))
    if high - low < 2:
        digits, low, high = digits + 1, low * 10, high * 10
    text = f"{(low + high) // 2:0{digits}d}"
    return text[:WHOLE] + text[WHOLE:].rstrip("0")


def neighbours(places: Sequence[str], position: int) -> tuple[str | None, str | None]:
    """Between which places of the others, in their order, the `position`-th of all stands, counted
    from 1; a position past the end is the last."""
    index = min(max(position, 1), len(places) + 1) - 1
    return (places[index - 1] if index else None, places[index] if index < len(places) else None)
