"""Finding the team that somebody names, and whether a person is of it."""

from __future__ import annotations

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import line
from holdfast.people.models import Person, Team


def team_named(name: str, *, ask: str, field: str = "team") -> Team:
    """The team by its name, in whatever case. Raises Invalid; `ask` is said where none is given."""
    name = line(name, field=field, ask=ask)
    found = list(Team.objects.filter(name__iexact=name).order_by("pk"))
    if not found:
        raise Invalid(
            f"There is no team “{name[:60]}”; the page Teams (/teams) lists them.", field=field
        )
    return next((team for team in found if team.name == name), found[0])


def is_of(team: Team, person: Person) -> bool:
    """A member of it, or its contact."""
    return person.pk == team.contact_id or person.team_id == team.pk
