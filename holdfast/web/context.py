"""What the page shell needs on every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from holdfast.web.middleware import NOBODY


def shell(request: HttpRequest) -> dict[str, object]:
    # A page for an error can be made before any middleware ran.
    return {
        "demo": settings.DEMO,
        "actor": getattr(request, "actor", NOBODY),
        # By this name django-htmx finds it; before the CSP middleware there is none.
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
