"""Who wrote it, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from holdfast.outside.signed import REPLAY_WINDOW, base64_of, hex_of, is_fresh, matches

# RFC 4231, test case 2.
KEY, DATA = "Jefe", b"what do ya want for nothing?"
HEX = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_as_the_standard_says():
    assert hex_of(KEY, DATA) == HEX
    assert base64_of(KEY, DATA) == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
    assert matches(HEX, hex_of(KEY, DATA))


@pytest.mark.parametrize(
    "given", ["", HEX[:-1], HEX.upper(), f"{HEX}\n", "\u00e9", "\u20ac" * 64, "\ud800", "\x00"]
)
def test_anything_else_is_not(given: str):
    assert not matches(HEX, given)


def test_nobody_signs_with_nothing():
    for sign in (hex_of, base64_of):
        with pytest.raises(ValueError, match="no secret"):
            sign("", DATA)


def test_lately():
    at = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
    moment = timedelta(seconds=1)
    assert is_fresh(at - REPLAY_WINDOW, at=at)
    assert is_fresh(at + REPLAY_WINDOW, at=at)
    assert not is_fresh(at - REPLAY_WINDOW - moment, at=at)
    assert not is_fresh(at + REPLAY_WINDOW + moment, at=at)
