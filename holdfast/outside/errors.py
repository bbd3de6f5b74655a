"""The words of `journal/trouble.py`, where contexts that owe something to a program find them too."""

from holdfast.journal.trouble import (
    ASKING,
    DENIED_PAUSE,
    UNREACHED_PAUSE,
    Denied,
    Gone,
    Limited,
    Refused,
    Trouble,
    Unanswered,
    Unreached,
    outcome,
)

__all__ = [
    "ASKING",
    "DENIED_PAUSE",
    "UNREACHED_PAUSE",
    "Denied",
    "Gone",
    "Limited",
    "Refused",
    "Trouble",
    "Unanswered",
    "Unreached",
    "outcome",
]
