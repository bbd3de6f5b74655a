"""The status doc: where the programme stands now, and stood at each boundary (R70)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.presenting.status_doc import as_markdown
from holdfast.escalation.presenting.status_freeze import NAMES, changes_as_data, told
from holdfast.escalation.presenting.status_shown import shown
from holdfast.escalation.queries import status_doc as docs
from holdfast.escalation.queries.status_freeze import freezes, since_last
from holdfast.kernel.refusal import NotFound
from holdfast.people.queries import default_programme
from holdfast.web.answers import see
from holdfast.web.request import Request

MOST = 60  # boundaries in the list: five years of months


def status_doc(request: Request) -> HttpResponse:
    if day := request.GET.get("window", "").strip():
        return see(f"/status-doc/{_day(day).isoformat()}")
    programme = default_programme()
    found = since_last(programme, request.now)
    return render(
        request,
        "web/status_doc/page.html",
        {
            "doc": docs.status_doc(programme, at=request.now),
            "frozen": freezes(programme)[:MOST],
            **_changes(changes_as_data(found)),
        },
    )


def of_window(request: Request, day: str) -> HttpResponse:
    data, markdown = shown(default_programme(), _day(day), at=request.now, base=settings.BASE_URL)
    if markdown is None:
        return see("/status-doc", request, "That window still runs: this is its status doc, live.")
    frozen = data["frozen"]
    return render(
        request,
        "web/status_doc/frozen.html",
        {
            "doc": data,
            "frozen_at": datetime.fromisoformat(frozen["at"]),
            "starts_on": date.fromisoformat(frozen["starts_on"]),
            "ends_on": date.fromisoformat(frozen["ends_on"]),
            **_changes(data["changes"]),
        },
    )


def markdown(request: Request) -> HttpResponse:
    return _as_file(*_shown(request, None), name="status.md")


def markdown_of_window(request: Request, day: str) -> HttpResponse:
    of = _day(day)
    return _as_file(*_shown(request, of), name=f"status-{of.isoformat()}.md")


def _shown(request: Request, day: date | None) -> tuple[dict[str, Any], str | None]:
    return shown(default_programme(), day, at=request.now, base=settings.BASE_URL)


def _as_file(data: dict[str, Any], text: str | None, *, name: str) -> HttpResponse:
    response = HttpResponse(text or as_markdown(data), content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound(f"“{text[:20]}” is not a day; write 2026-03-16.") from None


def _changes(data: dict[str, Any] | None) -> dict[str, Any]:
    if data is None:
        return {"since": None, "changes": ()}
    return {
        "since": datetime.fromisoformat(data["since"]),
        "changes": [
            (name, [(each, told(each).removeprefix(": ").removeprefix(", ")) for each in data[key]])
            for key, name in NAMES.items()
            if data[key]
        ],
    }
