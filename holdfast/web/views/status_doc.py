"""The status doc: where the programme stands now, to read and to paste (R70)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.presenting.status_doc import as_data, as_markdown
from holdfast.escalation.queries import status_doc as docs
from holdfast.people.queries import default_programme
from holdfast.web.request import Request


def status_doc(request: Request) -> HttpResponse:
    doc = docs.status_doc(default_programme(), at=request.now)
    return render(request, "web/status_doc/page.html", {"doc": doc})


def markdown(request: Request) -> HttpResponse:
    response = HttpResponse(
        as_markdown(_data(request)), content_type="text/markdown; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="status.md"'
    return response


def _data(request: Request) -> dict[str, Any]:
    return as_data(docs.status_doc(default_programme(), at=request.now), base=settings.BASE_URL)
