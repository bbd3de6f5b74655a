"""The one way Holdfast says no.

A refusal is a sentence for a person: what is wrong, where, and what to do. Edges translate its
kind (exit code, HTTP status) and never its words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Why it was refused. The value is the last part of the problem document's `type`."""

    INVALID = "invalid"  # the input cannot be used as it is
    NOT_ALLOWED = "not-allowed"  # this person may not do this
    NOT_FOUND = "not-found"  # there is no such thing
    CONFLICT = "conflict"  # the world has moved on: somebody else did something first


class Refusal(Exception):
    """A request that is understood and not granted. Nothing was saved.

    `field` names the input at fault, where there is one; `facts` carries what a program may need
    beside the sentence (for a lost race: who owns it now).
    """

    kind: Kind = Kind.INVALID

    def __init__(self, message: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.facts = facts


class Invalid(Refusal):
    kind = Kind.INVALID


class NotAllowed(Refusal):
    kind = Kind.NOT_ALLOWED


class NotFound(Refusal):
    kind = Kind.NOT_FOUND


class Conflict(Refusal):
    kind = Kind.CONFLICT
