"""Who reports to whom is a tree: nobody stands above themselves, however long the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from holdfast.kernel.refusal import Invalid

_SHOWN = 5  # of a long circle; the others are counted


def circles(manager_of: Mapping[str, str]) -> Iterator[list[str]]:
    """Each circle among logins and the logins of their managers, once, in the order of reporting."""
    settled: set[str] = set()
    for start in manager_of:
        way: dict[str, int] = {}
        login = start
        while login in manager_of and login not in settled and login not in way:
            way[login] = len(way)
            login = manager_of[login]
        if login in way:
            yield list(way)[way[login] :]
        settled.update(way)


def in_words(circle: Sequence[str]) -> str:
    """“ana reports to max, max to ana.”"""
    steps = list(pairwise([*circle, circle[0]]))
    said = [f"{steps[0][0]} reports to {steps[0][1]}"]
    said += [f"{one} to {other}" for one, other in steps[1:_SHOWN]]
    if len(steps) > _SHOWN:
        said.append(f"and so on round {len(steps)} people")
    return ", ".join(said)


def no_circle(login: str, above: Iterable[str], *, field: str = "manager") -> None:
    """Refuse a manager who reports to this person. `above` are the logins from that manager up.

    Reads no further than the end of the chain, or the first login that comes again.
    """
    way: list[str] = []
    for each in above:
        if each == login:
            raise Invalid(
                f"That makes a circle: {in_words([login, *way])}; name another manager.",
                field=field,
            )
        if each in way:
            return  # a circle that others made before; this person only reports into it
        way.append(each)
