"""Coming home from a seat: the report to the home team (R24)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from holdfast.credit import actions
from holdfast.credit.presenting.returns import return_as_data, return_as_markdown
from holdfast.credit.queries import returns as queries
from holdfast.people.queries import default_programme
from holdfast.web.answers import number as numbered
from holdfast.web.answers import once, posted_to, see
from holdfast.web.forms.credit import Note
from holdfast.web.request import Request

PAGE = 50


def returns(request: Request) -> HttpResponse:
    before = numbered(request.GET.get("page")) or 0
    rows = queries.returns(default_programme(), at=request.now)
    shown = list(rows[before * PAGE : (before + 1) * PAGE + 1])
    return render(
        request,
        "web/returns/list.html",
        {
            "seats": [
                (seat, getattr(seat, "return_report", None), seat.person_id == request.user.pk)
                for seat in shown[:PAGE]
            ],
            "more": before + 1 if len(shown) > PAGE else None,
            "newer": before - 1 if before else None,
        },
    )


def return_report(request: Request, number: int) -> HttpResponse:
    return _page(request, number)


def markdown(request: Request, number: int) -> HttpResponse:
    found = _found(request, number)
    text = found.sent.markdown if found.sent else return_as_markdown(_data(request, found))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="return-{number}.md"'
    return response


def note(request: Request, number: int) -> HttpResponse:
    here = f"/returns/{number}"
    if shown := posted_to(here, request):
        return shown
    form = Note(request.POST)
    done = form.carry_out(actions.write_return, seat_id=number, by=once(request), at=request.now)
    return (
        see(here, request, "Kept; only you see it until you send it.")
        if done
        else _page(request, number, form)
    )


def sending(request: Request, number: int) -> HttpResponse:
    """The note that stands in the form goes along."""
    here = f"/returns/{number}"
    if shown := posted_to(here, request):
        return shown
    form = Note(request.POST)
    done = form.carry_out(actions.send_return, seat_id=number, by=once(request), at=request.now)
    return see(here, request, "Sent to your team.") if done else _page(request, number, form)


def _found(request: Request, number: int) -> queries.Report:
    return queries.report_of(queries.seat_of(number), at=request.now)


def _mine(request: Request, found: queries.Report) -> bool:
    return found.seat.person_id == request.user.pk


def _data(request: Request, found: queries.Report) -> dict[str, Any]:
    return return_as_data(found, base=settings.BASE_URL, note=_mine(request, found))


def _page(request: Request, number: int, failed: Note | None = None) -> HttpResponse:
    found = _found(request, number)
    mine = _mine(request, found)
    form = failed or (Note(note=found.note) if mine and not found.sent else None)
    return render(
        request,
        "web/returns/page.html",
        {
            "found": found,
            "seat": found.seat,
            "data": _data(request, found),
            "mine": mine,
            "form": form,
            "people": queries.home_team_people(found.seat),
        },
        status=failed.status if failed else 200,
    )
