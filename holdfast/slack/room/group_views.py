"""The two buttons about the Slack group on the web: adopt what somebody made of it, or restore it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from holdfast.kernel import clock
from holdfast.people.models import Person
from holdfast.people.queries import actor, default_programme
from holdfast.slack.models import Room
from holdfast.slack.room.actions import adopt_group, restore_group

_PAGE = "/rotation/reconcile"
_SEE_OTHER = 303


@require_POST
@login_required
def adopt(request: HttpRequest) -> HttpResponse:
    adopt_group(**_by(request))
    return _see(request, "The Slack group stays as it is until who is on changes.")


@require_POST
@login_required
def restore(request: HttpRequest) -> HttpResponse:
    restore_group(**_by(request))
    return _see(request, "The Slack group is put back to who is on now; it takes a moment.")


def _by(request: HttpRequest) -> dict[str, Any]:
    person = request.user
    assert isinstance(person, Person), "only who is signed in comes here"
    room = Room.objects.filter(programme=default_programme()).first()
    return {
        "room_id": room.pk if room else 0,
        "by": actor(person, via="web"),
        "at": clock.now(),
    }


def _see(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(_PAGE, status=_SEE_OTHER)
