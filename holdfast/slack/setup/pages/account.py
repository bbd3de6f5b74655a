"""Which Slack account is whose: linking one's own, taking it away, and who has none."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from holdfast.kernel.refusal import Conflict
from holdfast.people.rules.permission import may
from holdfast.slack import client, identity
from holdfast.slack.models import Account, Stranger
from holdfast.slack.setup.pages.doors import Request, see, signed_in
from holdfast.slack.workspace import current

HERE = "/slack/account"


@signed_in
@require_GET
def page(request: Request) -> HttpResponse:
    """You and Slack; leads see which engineers Slack cannot reach."""
    leads = may(request.actor, "slack.see_unlinked")
    context = {
        "slack_on": client.is_on(),
        "workspace": current(),
        "account": Account.objects.filter(person=request.user).first(),
        "leads": leads,
        "unlinked": identity.unlinked() if leads and client.is_on() else [],
    }
    return render(request, "slack/account.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def link(request: Request, secret: str) -> HttpResponse:
    """Where the button in Slack leads. An old or changed link is refused in a sentence (NotFound)."""
    user_id = identity.user_of_link(secret)
    if request.method == "GET":
        return _ask(request, user_id)
    try:
        identity.link(user_id=user_id, by=request.actor, at=request.now)
    except Conflict as conflict:
        return _ask(request, user_id, refused=conflict.message)
    messages.success(request, "Linked. Go back to Slack: what is yours is there now.")
    return see(HERE)


@signed_in
@require_POST
def unlink(request: Request) -> HttpResponse:
    identity.unlink(by=request.actor, at=request.now)
    messages.success(request, "Taken away; what you must know comes by mail alone.")
    return see(HERE)


def _ask(request: Request, user_id: str, *, refused: str = "") -> HttpResponse:
    stranger = Stranger.objects.filter(user_id=user_id).first()
    theirs = Account.objects.filter(user_id=user_id).first()
    context = {
        "user_id": user_id,
        "name": stranger.name if stranger else "",
        "workspace": current(),
        "linked": bool(theirs and theirs.person_id == request.user.pk),
        "before": Account.objects.filter(person=request.user).exclude(user_id=user_id).first(),
        "refused": refused,
    }
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return render(request, "slack/link.html", context, status=status)
