"""What the answers of another program mean for what we owe it, whichever program it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.journal.channels import Later, Never, Outcome, Unknown

# How long what waits for somebody to mend something is left alone.
DENIED_PAUSE = timedelta(hours=1)
UNREACHED_PAUSE = timedelta(minutes=1)


@dataclass
class Trouble(Exception):
    """`service` did not do it: `says` is one sentence, for whoever can mend it."""

    service: str
    says: str

    def __str__(self) -> str:
        return self.says


class Denied(Trouble):
    """Our token is not accepted, or may not do this: somebody must change a setting (401, 403)."""


class Gone(Trouble):
    """What we ask about is not there, or not for us to see (404, 410)."""


class Refused(Trouble):
    """It does not take what we made, however often it comes (other 4xx)."""


@dataclass
class Limited(Exception):
    """Too many: not before `until`."""

    service: str
    until: datetime

    def __str__(self) -> str:
        return f"{self.service} wants no more before {self.until:%H:%M:%S} UTC."


class Unreached(Trouble):
    """It never got there: it can be asked again."""


class Unanswered(Trouble):
    """It was asked and gave no answer, or broke down at it (5xx): it may have been done."""


# Whatever can come of asking.
ASKING = (Trouble, Limited)


def outcome(error: Trouble | Limited, *, at: datetime) -> Outcome:
    """What a delivery makes of it. What may have been done is looked for before it is done again."""
    match error:
        case Limited(until=until):
            return Later(at=until, note=str(error))
        case Denied():
            return Later(at=at + DENIED_PAUSE, note=str(error))
        case Unreached():
            return Later(at=at + UNREACHED_PAUSE, note=str(error))
        case Unanswered():
            return Unknown(note=str(error))
    return Never(note=str(error))
