"""The page that takes in a CSV, whichever it is: all or nothing, each row at fault with its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.refusal import Refusal
from holdfast.web.forms import Form
from holdfast.web.request import Request

MOST_FINDINGS = 200  # on one page; whoever has mended these sees the next


def import_page(
    request: Request, *, form_of: type[Form], action: Callable[..., Any], template: str
) -> HttpResponse:
    """The form, or what came of it. `form_of` has `bytes`, what was pasted or uploaded."""
    if request.method != "POST":
        return render(request, template, {"form": form_of()})
    form: Any = form_of(request.POST, request.FILES)
    result, findings = None, []
    try:
        result = action(content=form.bytes(), by=request.actor, at=request.now)
    except Refusal as refusal:
        findings = refusal.facts.get("findings", [])
        refusal.field = refusal.field or "content"
        form.refuse(refusal)
    shown = {
        "form": form,
        "result": result,
        "findings": findings[:MOST_FINDINGS],
        "more": max(len(findings) - MOST_FINDINGS, 0),
    }
    return render(request, template, shown, status=form.status)
