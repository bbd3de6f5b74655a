"""The help directory: whom to ask about which part of the product."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.people import actions
from holdfast.people.queries import areas as find
from holdfast.people.queries import teams
from holdfast.people.rules.permission import may, require
from holdfast.web.answers import posted_to, see
from holdfast.web.forms.area import AreaFile, SaveArea
from holdfast.web.importing import import_page
from holdfast.web.request import Request


def areas(request: Request) -> HttpResponse:
    form = SaveArea(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = form.carry_out(actions.save_area, by=request.actor, at=request.now)
        if done:
            return see("/areas", request, f"{done.name}: ask {done.team}.")
    elif name := request.GET.get("edit", ""):
        form = _edited(name)
    form.offer((("Teams", tuple((each.name, each.name) for each in teams())),))
    shown = {
        "areas": find()[:1000],
        "form": form,
        "may_edit": may(request.actor, "areas.edit"),
    }
    return render(request, "web/people/areas.html", shown, status=form.status)


def _edited(name: str) -> SaveArea:
    """The form filled with an entry that is to be changed."""
    area = find().filter(name=name.replace("\x00", "")).first()
    if area is None:
        return SaveArea()
    return SaveArea(
        initial={
            "name": area.name,
            "keywords": area.keywords,
            "team": area.team.name,
            "person": area.person.login if area.person else "",
            "note": area.note,
        }
    )


def removal(request: Request, number: int) -> HttpResponse:
    if shown := posted_to("/areas", request):
        return shown
    actions.remove_area(area_id=number, by=request.actor, at=request.now)
    return see("/areas", request, "It is removed from the help directory.")


def directory(request: Request) -> HttpResponse:
    require(request.actor, "areas.edit")
    return import_page(
        request,
        form_of=AreaFile,
        action=actions.import_areas,
        template="web/people/areas_import.html",
    )
