"""The teams, for a form that asks for one."""

from __future__ import annotations

from holdfast.people.models import Team
from holdfast.web.forms.fields import Choices


def team_choices() -> Choices:
    names = Team.objects.order_by("name").values_list("name", flat=True)
    return (("Teams", tuple((name, name) for name in names)),)
