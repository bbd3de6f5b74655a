"""Who speaks for which part."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from holdfast.kernel.actor import Actor
from holdfast.papercut.models import Part, Voice
from holdfast.papercut.rules.voice import Standing, standing
from holdfast.people.models import Programme


def voices(programme: Programme) -> list[Voice]:
    """The voices that stand, part by part and by name; of people who are here still."""
    later = Voice.objects.filter(
        programme=OuterRef("programme"),
        part=OuterRef("part"),
        person=OuterRef("person"),
        pk__gt=OuterRef("pk"),
    )
    found = Voice.objects.filter(
        ~Exists(later), programme=programme, holds=True, person__deactivated_at=None
    )
    return list(found.select_related("person", "by").order_by("part", "person__name", "pk"))


def speaking(programme: Programme) -> dict[str, frozenset[int]]:
    """Numbers of the people who have each part's voice."""
    every = voices(programme)
    return {
        part: frozenset(each.person_id for each in every if each.part == part)
        for part in Part.values
    }


def standing_of(by: Actor, part: str, spoken: dict[str, frozenset[int]]) -> Standing:
    """As whom an actor speaks for a part; `spoken` is what `speaking` said."""
    return standing(part, person=by.person_id, role=by.role, voices=spoken[part])
