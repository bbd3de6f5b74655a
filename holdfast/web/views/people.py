"""People and teams: the list, the directory import, teams."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.queries.capacity import at_capacity_now
from holdfast.kernel.refusal import NotFound
from holdfast.kernel.text import clean
from holdfast.people import actions
from holdfast.people.models import Team
from holdfast.people.queries import people as find
from holdfast.people.queries import teams as find_teams
from holdfast.people.rules.permission import may, require
from holdfast.tracker.models import Place
from holdfast.tracker.port import trackers
from holdfast.tracker.queries import places, seen
from holdfast.web.answers import posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import people as forms
from holdfast.web.forms.filing import SetPlace
from holdfast.web.importing import import_page
from holdfast.web.request import Request

PAGE = 100


def people(request: Request) -> HttpResponse:
    search = clean(request.GET.get("q"))[:80]
    after = clean(request.GET.get("after"))[:80]
    gone = request.GET.get("show") == "gone"
    found = find(search=search, active=not gone).filter(login__gt=after).order_by("login")
    rows = list(found[: PAGE + 1])
    return render(
        request,
        "web/people/list.html",
        {
            "people": rows[:PAGE],
            "full": at_capacity_now([each.pk for each in rows[:PAGE]], request.now),
            "next": rows[PAGE - 1].login if len(rows) > PAGE else "",
            "search": search,
            "gone": gone,
            "after": after,
            "may_edit": may(request.actor, "people.edit"),
        },
    )


def new(request: Request) -> HttpResponse:
    require(request.actor, "people.edit")
    if request.method != "POST":
        form = forms.New(
            initial={"role": "engineer", "hours": "09:00-17:00", "workdays": "Mon-Fri"}
        )
        return render(request, "web/people/new.html", {"form": form})
    form = forms.New(request.POST)
    added = form.carry_out(actions.add_person, by=request.actor, at=request.now)
    if added:
        return see(f"/people/{added.login}", request, f"{added} is here.")
    return render(request, "web/people/new.html", {"form": form}, status=form.status)


def directory(request: Request) -> HttpResponse:
    require(request.actor, "people.edit")
    return import_page(
        request,
        form_of=forms.Directory,
        action=actions.import_people,
        template="web/people/import.html",
    )


@dataclass(frozen=True, slots=True)
class _Team:
    """A team on the page, with the forms that this person may send."""

    team: Team
    contact: forms.Contact | None
    place: Place | None
    seen: str
    set_place: SetPlace | None
    may_place: bool


def teams(request: Request, *, failed: Form | None = None) -> HttpResponse:
    edits, found = may(request.actor, "people.edit"), find_teams()[:1000]
    known, choices = places(found), tracker_choices()
    shown = []
    for team in found:
        place = known.get(team.pk)
        mine = team.contact_id == request.user.pk
        may_place = may(request.actor, "place.edit", mine=mine)
        shown.append(
            _Team(
                team=team,
                contact=_contact_form(team, failed) if edits else None,
                place=place,
                seen=seen(place) if place else "",
                set_place=_place_form(team, place, choices, failed)
                if may_place and choices
                else None,
                may_place=may_place,
            )
        )
    on_page = [form for each in shown for form in (each.contact, each.set_place)]
    return render(
        request,
        "web/people/teams.html",
        {"teams": shown, "failed": failed, "late": failed if failed not in on_page else None},
        status=failed.status if failed else 200,
    )


def contact(request: Request, number: int) -> HttpResponse:
    """Who answers for a team."""
    if shown := posted_to("/teams", request):
        return shown
    team = next((each for each in find_teams() if each.pk == number), None)
    if team is None:
        raise NotFound(f"There is no team {number}; the list shows what there is.")
    form = forms.Contact(request.POST, team=number)
    done = form.carry_out(actions.set_contact, team=team.name, by=request.actor, at=request.now)
    if done is None:
        return teams(request, failed=form)
    return see("/teams", request, f"{done.contact or 'Whoever manages it'} answers for {done}.")


def tracker_choices() -> tuple[tuple[str, str], ...]:
    """Those that are set up here."""
    return tuple((each.name, each.title) for each in trackers())


def _place_form(
    team: Team, place: Place | None, choices: tuple[tuple[str, str], ...], failed: Form | None
) -> SetPlace:
    if isinstance(failed, SetPlace) and failed.slug == SetPlace.slug_of(team.pk):
        return failed
    stands = {}
    if place:
        when = "yes" if place.by_itself else ""
        stands = {"tracker": place.tracker, "where": place.where, "by_itself": when}
    return SetPlace(team=team.pk, choices=choices, initial=stands)


def _contact_form(team: Team, failed: Form | None) -> forms.Contact:
    if isinstance(failed, forms.Contact) and failed.slug == forms.Contact.slug_of(team.pk):
        return failed
    return forms.Contact(
        team=team.pk, initial={"contact": team.contact.login if team.contact else ""}
    )
