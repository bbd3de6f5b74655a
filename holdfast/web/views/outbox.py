"""The outbox: every mail that was sent, waits, or was kept because nothing could send it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.journal.actions import revive
from holdfast.journal.models import Delivery
from holdfast.kernel.refusal import NotFound
from holdfast.people.queries import names
from holdfast.people.rules.permission import require
from holdfast.web.answers import number, posted_to, see
from holdfast.web.request import Request

PAGE = 50


def outbox(request: Request) -> HttpResponse:
    require(request.actor, "deliveries.read")
    found = Delivery.objects.filter(channel="mail").select_related("event").order_by("-id")
    if request.GET.get("state") == "dead":
        found = found.filter(state=Delivery.State.DEAD)
    if (after := number(request.GET.get("after"))) is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    people = names(int(row.recipient) for row in rows if row.recipient.isdigit())
    return render(
        request,
        "web/outbox/page.html",
        {
            "mails": [(row, people.get(int(row.recipient or 0))) for row in rows[:PAGE]],
            "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "dead": request.GET.get("state") == "dead",
            "older": after is not None,
        },
    )


def resending(request: Request, pk: int) -> HttpResponse:
    if shown := posted_to("/outbox", request):
        return shown
    require(request.actor, "deliveries.read")
    found = Delivery.objects.filter(pk=pk, channel="mail").first()
    if found is None:
        raise NotFound("There is no such mail in the outbox.")
    revive(found, by=request.actor, at=request.now)
    return see("/outbox", request, "The mail is put back and goes out with the next ones.")
