"""The outbox: every mail that was sent, waits, or was kept because nothing could send it; and what came
in from elsewhere and could not be worked on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.journal import inbox
from holdfast.journal.actions import revive
from holdfast.journal.queries import dead_incoming, deliveries, delivery, incoming
from holdfast.people.queries import names
from holdfast.people.rules.permission import may, require
from holdfast.web.answers import number, posted_to, see
from holdfast.web.request import Request

CHANNEL = "mail"


def outbox(request: Request) -> HttpResponse:
    """One's own mails; everybody's for who may read them."""
    require(request.actor, "deliveries.read", mine=True)
    everybodys = may(request.actor, "deliveries.read")
    dead = request.GET.get("state") == "dead"
    after = number(request.GET.get("after"))
    page = deliveries(
        CHANNEL,
        recipient=None if everybodys else str(request.actor.person),
        dead=dead,
        after=after,
    )
    people = names(int(mail.recipient) for mail in page.items if mail.recipient.isdigit())
    return render(
        request,
        "web/outbox/page.html",
        {
            "mails": [(mail, people.get(int(mail.recipient or 0))) for mail in page.items],
            "next": page.next,
            "everybodys": everybodys,
            "may_revive": may(request.actor, "deliveries.revive"),
            "incoming": dead_incoming() if dead and everybodys else [],
            "dead": dead,
            "older": after is not None,
        },
    )


def resending(request: Request, pk: int) -> HttpResponse:
    if shown := posted_to("/outbox", request):
        return shown
    require(request.actor, "deliveries.revive")
    revive(delivery(CHANNEL, pk), by=request.actor, at=request.now)
    return see("/outbox", request, "The mail is put back and goes out with the next ones.")


def working_again(request: Request, pk: int) -> HttpResponse:
    if shown := posted_to("/outbox?state=dead", request):
        return shown
    require(request.actor, "deliveries.revive")
    inbox.revive(incoming(pk), by=request.actor, at=request.now)
    return see("/outbox?state=dead", request, "It is put back and worked on as if it just came in.")
