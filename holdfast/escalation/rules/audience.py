"""Who should know what was learned (R23, R24)."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean

AUDIENCES = {
    "CE": "Customer engineers",
    "IE": "Implementation engineers",
    "TA": "Technical advisors",
    "SE": "Support engineers",
}


def audience_of(words: Iterable[str]) -> str:
    """The audience as it is kept, such as "CE,SE". Words may hold several, by comma.

    Raises Invalid for an unknown one, and where there is none.
    """
    given = {part.strip().upper() for word in words for part in clean(word).split(",")} - {""}
    unknown = sorted(given - set(AUDIENCES))
    if unknown:
        raise Invalid(
            f"“{unknown[0][:20]}” is no audience; use {', '.join(AUDIENCES)}.", field="audience"
        )
    if not given:
        raise Invalid(f"Say who should know: {', '.join(AUDIENCES)}.", field="audience")
    return ",".join(word for word in AUDIENCES if word in given)
