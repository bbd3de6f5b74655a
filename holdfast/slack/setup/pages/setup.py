"""/setup/slack: the app, its three lines, the checks, and where the programme lives."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import require
from holdfast.slack import client
from holdfast.slack.errors import ASKING
from holdfast.slack.models import Room
from holdfast.slack.room.actions import choose_room
from holdfast.slack.setup import checks, manifest
from holdfast.slack.setup.pages.doors import Request, once, see, signed_in
from holdfast.slack.setup.pages.room import RoomForm, channel, group

HERE = "/setup/slack"


@signed_in
@require_GET
def page(request: Request) -> HttpResponse:
    require(request.actor, "slack.set_up")
    return _page(request, RoomForm(room=_room()))


@signed_in
@require_GET
def parts(request: Request) -> HttpResponse:
    """The checks alone, for a page that renews them; what is not green is asked again."""
    require(request.actor, "slack.set_up")
    return render(request, "slack/parts/checks.html", _checks(checks.renew(at=request.now)))


@signed_in
@require_POST
def check(request: Request) -> HttpResponse:
    require(request.actor, "slack.set_up")
    checks.run(at=request.now)
    return see(f"{HERE}#checks")


@signed_in
@require_POST
def test(request: Request) -> HttpResponse:
    require(request.actor, "slack.set_up")
    checks.send_test(person=request.user, at=request.now)
    return see(f"{HERE}#checks")


@signed_in
@require_POST
def room(request: Request) -> HttpResponse:
    require(request.actor, "slack.set_up")
    form = RoomForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    typed = form.cleaned_data
    try:
        its_group = group(typed["group"], make=typed["new"], at=request.now)
        its_channel = channel(typed["channel"], at=request.now)
        if not (its_group.id or its_channel.id):
            raise Invalid(
                "Name a group or a channel; without either there is no room.", field="group"
            )
        choose_room(
            programme=default_programme(),
            group_id=its_group.id,
            group_handle=its_group.name,
            channel_id=its_channel.id,
            channel_name=its_channel.name,
            joins=typed["joins"],
            keeps_topic=typed["keeps_topic"],
            keeps_bookmark=typed["keeps_bookmark"],
            keeps_canvas=typed["keeps_canvas"],
            by=once(request),
            at=request.now,
        )
    except Refusal as refusal:
        form.refuse(refusal)
    except ASKING as error:
        form.add_error(None, str(error))
    else:
        checks.run(at=request.now)
        messages.success(request, "Chosen; the checks say whether Slack lets us.")
        return see(f"{HERE}#checks")
    return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _room() -> Room | None:
    return Room.objects.filter(programme=default_programme()).first()


def _checks(found: list[checks.Check]) -> dict[str, Any]:
    return {"checks": found, "well": checks.is_well(found), "slack_on": client.is_on()}


def _page(request: Request, form: RoomForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    needs_socket = not manifest.reachable() and not manifest.by_socket()
    try:
        link = manifest.create_link(socket=manifest.by_socket() or needs_socket)
    except Refusal:
        link = ""
    context = {
        **_checks(checks.standing(at=request.now)),
        "form": form,
        "link": link,
        "manifest": manifest.as_text(socket=manifest.by_socket() or needs_socket),
        "socket": manifest.by_socket(),
        "needs_socket": needs_socket,
    }
    return render(request, "slack/setup.html", context, status=status)
