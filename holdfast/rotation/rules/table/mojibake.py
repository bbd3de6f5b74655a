"""Text that was read in the wrong encoding somewhere on its way, such as `JosÃ©` (R20)."""

from collections.abc import Iterator, Sequence

import ftfy
from ftfy.badness import is_bad

from .model import Finding, Kind
from .text import clipped

_LONGEST = 10_000
_MOST_LINES = 20


def unscrambled(text: str) -> str | None:
    """The text as it was meant, or None if nothing is wrong with it."""
    if text.isascii() or len(text) > _LONGEST or not is_bad(text):
        return None
    meant = ftfy.fix_encoding(text)
    return meant if meant != text else None


def outside_the_table(lines: Sequence[str], inside: set[int]) -> Iterator[Finding]:
    """Scrambled sentences elsewhere on the page. They are not imported, only told."""
    told = 0
    for number, line in enumerate(lines, start=1):
        meant = None if number in inside or line.isascii() else unscrambled(line)
        if meant is None:
            continue
        told += 1
        if told > _MOST_LINES:
            return
        words = [
            f'"{clipped(was, 40)}" for "{clipped(right, 40)}"'
            for was, right in zip(line.split(), meant.split(), strict=False)
            if was != right
        ]
        yield Finding(
            number,
            Kind.MOJIBAKE,
            f"The text outside the table has {', '.join(words[:3]) or 'wrong characters'}: it was "
            "read in the wrong encoding once; nothing of it is imported, mend it on the page.",
        )
