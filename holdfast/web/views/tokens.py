"""One's API tokens: made, shown once, revoked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.people import actions
from holdfast.people.models import ApiToken
from holdfast.people.rules.permission import may
from holdfast.web.answers import posted_to, see
from holdfast.web.forms import token as forms
from holdfast.web.request import Request


def tokens(request: Request) -> HttpResponse:
    posted = request.method == "POST"
    form = forms.Create(request.POST if posted else None, initial={"scope": "read", "days": 90})
    if may(request.actor, "token.act_as"):
        form.act_as_too()
    made = None
    if posted:
        made = form.carry_out(
            actions.create_token, login=request.user.login, by=request.actor, at=request.now
        )
        if made:
            form = forms.Create(initial={"scope": "read", "days": 90})
    response = render(
        request,
        "web/tokens/page.html",
        {
            "form": form,
            "made": made and {"token": made[0], "secret": made[1]},
            "tokens": ApiToken.objects.filter(person=request.user, revoked_at=None),
        },
        status=form.status,
    )
    if made:
        # Shown once: not again by the back button, not from any cache.
        response["Cache-Control"] = "no-store"
    return response


def revocation(request: Request, number: int) -> HttpResponse:
    if shown := posted_to("/tokens", request):
        return shown
    actions.revoke_token(token_id=number, by=request.actor, at=request.now)
    return see("/tokens", request, "The token is revoked; what used it is refused from now on.")
