"""Answers as JSON, written once: the domain's plain dicts go out without being validated again.

What they look like is declared beside each operation for OpenAPI, and a test holds both together.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def answer(body: dict[str, Any], *, status: int = 200, location: str = "") -> HttpResponse:
    response = HttpResponse(_encode(body), status=status, content_type="application/json")
    # What one person may see now is nobody else's to keep.
    response.headers["Cache-Control"] = "no-store"
    if location:
        response.headers["Location"] = f"{settings.BASE_URL}/api/v1/{location}"
    return response


def page(items: Sequence[dict[str, Any]], *, after: object | None) -> HttpResponse:
    """A keyset page: `next` is what to ask `after` for the following one, null at the end."""
    return answer({"items": list(items), "next": None if after is None else str(after)})
