"""What the page shell needs on every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from holdfast.web.middleware import NOBODY


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the navigation; `wide` ones are left out of the bar under a phone's thumb."""

    name: str
    address: str
    icon: str
    here: bool
    wide: bool = False


def shell(request: HttpRequest) -> dict[str, object]:
    # A page for an error can be made before any middleware ran.
    actor = getattr(request, "actor", NOBODY)
    return {
        "demo": settings.DEMO,
        "actor": actor,
        # By this name django-htmx finds it; before the CSP middleware there is none.
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "places": _places(request),
    }


def _places(request: HttpRequest) -> list[Place]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    known = [
        ("Now", "/", "now"),
        ("Escalations", "/escalations", "flag"),
        ("Rotation", "/rotation", "rotation"),
        ("People", "/people", "people"),
        ("Policy", "/policy", "policy"),
    ]
    places = [
        Place(name, address, icon, here=_within(request.path, address))
        for name, address, icon in known
    ]
    outbox = Place("Outbox", "/outbox", "outbox", here=_within(request.path, "/outbox"), wide=True)
    return [*places, outbox]


def _within(path: str, address: str) -> bool:
    if address == "/":
        return path in {"/", "/who"}
    if address == "/people" and path.startswith("/teams"):
        return True
    if address == "/rotation" and path.startswith("/seats"):
        return True
    return path == address or path.startswith(f"{address}/")
