"""The one JSON shape of sign-ups and of how somebody takes part, for every edge."""

from __future__ import annotations

from datetime import date
from typing import Any

from holdfast.rotation.models import SignUp, Volunteer
from holdfast.rotation.presenting import seat_as_data
from holdfast.rotation.rules.sign_ups import HALVES, WORDS

Choice = {value: word.replace(" ", "-") for value, word in WORDS.items()}


def sign_up_as_data(row: SignUp, *, login: str) -> dict[str, Any]:
    """One word about one window; a newer row of the same person and window is what counts."""
    return {
        "id": row.pk,
        "login": login,
        "window": row.window_id,
        "starts_on": row.window.starts_on.isoformat(),
        "choice": Choice[row.choice],
        "halves": HALVES.get(row.halves, "both"),
        "note": row.note or None,
        "source": row.source,
        "by": row.by.login if row.by else None,
        "at": row.at.isoformat(),
    }


def signed_up_as_data(done: Any, *, today: date) -> dict[str, Any]:
    """What came of signing up: what is new, and seats still held where the word is now no."""
    login = done.person.login
    return {
        "login": login,
        "written": [sign_up_as_data(row, login=login) for row in done.written],
        "still_seated": [
            seat_as_data(seat, seat.window, today=today) for seat in done.still_seated
        ],
    }


def volunteer_as_data(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "login": volunteer.person.login,
        "halves": volunteer.halves,
        "rest_days": volunteer.rest_days,
        "most_halves": volunteer.most_halves,
        "allocation": volunteer.allocation,
        "promotion_by": volunteer.promotion_by.isoformat() if volunteer.promotion_by else None,
        "note": volunteer.note or None,
    }
