"""The first week on the rotation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.queries.first_week import first_seat, items
from holdfast.kernel.period import local_date
from holdfast.people.actions import say_done
from holdfast.web.answers import see
from holdfast.web.request import Request


def first_week(request: Request) -> HttpResponse:
    if request.method == "POST":
        say_done(what=request.POST.get("what", ""), by=request.actor, at=request.now)
        return see("/first-week", request, "Noted.")
    seat = first_seat(request.user.pk)
    today = local_date(request.now, str(request.zone))
    listed = items(request.user, seat=seat, today=today)
    done = sum(each.done for each in listed)
    return render(
        request, "web/home/first_week.html", {"seat": seat, "items": listed, "done": done}
    )
