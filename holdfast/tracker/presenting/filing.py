"""Places and filings as the API and the command line say them."""

from __future__ import annotations

from typing import Any

from holdfast.tracker.models import Filing, Place


def place_as_data(place: Place) -> dict[str, Any]:
    return {
        "team": place.team.name,
        "tracker": place.tracker,
        "where": place.where,
        "by_itself": place.by_itself,
        "looked_at": place.looked_at.isoformat() if place.looked_at else None,
        "public": place.public,
        "trouble": place.trouble or None,
    }


def filing_as_data(filing: Filing) -> dict[str, Any]:
    return {
        "id": filing.pk,
        "piece": filing.piece_id,
        "ask": filing.ask_id,
        "tracker": filing.tracker,
        "where": filing.where,
        "public": filing.public,
        "state": filing.stands,
        "words": filing.words or None,
        "issue": filing.key or None,
        "url": filing.url or None,
        "trouble": filing.trouble or None,
        "at": filing.at.isoformat(),
        "filed_at": filing.filed_at.isoformat() if filing.filed_at else None,
    }
