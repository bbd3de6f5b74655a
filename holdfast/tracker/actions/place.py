"""Where a team's work lives."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean, line
from holdfast.outside.errors import ASKING, Denied, Gone, Limited
from holdfast.people.models import Team
from holdfast.people.queries import team as find_team
from holdfast.people.rules.permission import require
from holdfast.tracker.models import Place
from holdfast.tracker.port import known, trackers
from holdfast.tracker.port import tracker as find_tracker
from holdfast.tracker.queries import seen


def set_place(
    *, team: str, tracker: str, where: str, by_itself: bool = False, by: Actor, at: datetime
) -> Place:
    """The work of the team is kept there from now on; its contact or a lead says so. No network."""
    name, where = clean(tracker).lower(), line(where, field="where", ask="Say where it lives.")
    # One that is not set up yet may be named; nothing is filed until it is.
    there = known(name)
    if there is None:
        on = ", ".join(each.name for each in trackers()) or "none; `holdfast doctor` says more"
        raise Invalid(f"“{name[:20]}” is no tracker known here. Set up: {on}.", field="tracker")
    if not there.is_place(where):
        raise Invalid(f"“{where[:80]}” is not {there.place}.", field="where")
    with transaction.atomic(durable=True):
        found = Team.objects.select_for_update().get(pk=find_team(team).pk)
        require(by, "place.edit", mine=bool(by.person_id and found.contact_id == by.person_id))
        before = Place.objects.filter(team=found).first()
        said = (name, where, by_itself)
        if before and (before.tracker, before.where, before.by_itself) == said:
            return before
        place, _ = Place.objects.update_or_create(
            team=found,
            defaults={
                "tracker": name,
                "where": where,
                "by_itself": by_itself,
                "by_id": by.person,
                "at": at,
                "looked_at": None,
                "public": None,
                "trouble": "",
            },
        )
        record(
            "place.set",
            subject=f"team-{found.pk}",
            by=by,
            at=at,
            data={
                "team": found.name,
                "tracker": name,
                "where": where,
                "by_itself": by_itself,
                "before": str(before or ""),
            },
        )
    return place


def remove_place(*, team: str, by: Actor, at: datetime) -> Place | None:
    """Nobody says any more where it is kept, so nothing is filed for the team; what is filed stays.
    None where nobody had said it."""
    with transaction.atomic(durable=True):
        found = Team.objects.select_for_update().get(pk=find_team(team).pk)
        require(by, "place.edit", mine=bool(by.person_id and found.contact_id == by.person_id))
        place = Place.objects.filter(team=found).select_related("team").first()
        if place is None:
            return None
        before, number = str(place), place.pk
        place.delete()
        place.pk = number
        record(
            "place.removed",
            subject=f"team-{found.pk}",
            by=by,
            at=at,
            data={"team": found.name, "before": before},
        )
    return place


def look_at(place: Place, *, at: datetime) -> str:
    """What the tracker says of the place, for whoever has just said it. Asks the network, then keeps
    what was seen; it is nobody's deed, so no event tells of it."""
    there = find_tracker(place.tracker)
    if there is None:
        return f"{place.tracker} is not set up here, so nothing is filed."
    public: bool | None = None
    trouble = ""
    try:
        looked = there.look(place.where, at=at)
    except Gone:
        trouble = f"{there.title} does not know {place.where}, or our token may not see it."
    except Denied as error:
        trouble = str(error)
    except (Limited, *ASKING) as error:
        trouble = f"Saved, but not looked at: {error}"
    else:
        public = looked.public
    finally:
        there.rest()
    # Not where it was said anew meanwhile: what was seen is of another place.
    same = Place.objects.filter(pk=place.pk, tracker=place.tracker, where=place.where)
    same.update(looked_at=at, public=public, trouble=trouble[:300])
    place.looked_at, place.public, place.trouble = at, public, trouble[:300]
    return trouble or f"{looked.title or place.where} is there; {seen(place)}."
