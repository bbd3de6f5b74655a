"""Home teams that make room for their people on the rotation, and one that does not."""

from __future__ import annotations

from decimal import Decimal

from holdfast.kernel.actor import Actor
from holdfast.rotation import actions as rotation
from holdfast.rotation.models import Relief
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def made_room(tale: Tale) -> None:
    """Oleg's team let something go and did something else all the same; Gwen has just made room for
    Ines; nobody in Billing ever answered for Hugo."""
    oleg = rotation.acknowledge_relief(
        relief_id=_of("oleg"),
        dropped=["Rewrite of the connector tests", "The on-call week of the team"],
        by=_by_link("ravi"),
        at=tale.ago(days=39),
    )
    rotation.ring_reliefs(tale.ago(days=38))
    rotation.acknowledge_relief(
        relief_id=_of("ines"),
        dropped=["Ranking experiments of this quarter", "Reviews for the mobile search"],
        by=acting("gwen"),
        at=tale.ago(days=12),
    )
    tests, on_call = oleg.dropped.all()
    rotation.say_outcome(
        dropped_id=tests.pk,
        was_dropped=True,
        days=Decimal(9),
        by=acting("oleg"),
        at=tale.ago(days=8),
    )
    rotation.say_outcome(
        dropped_id=on_call.pk, was_dropped=False, by=_by_link("ravi"), at=tale.ago(days=7)
    )


def _of(name: str) -> int:
    return Relief.objects.get(seat__person__login=f"{name}-example").pk


def _by_link(name: str) -> Actor:
    """As whoever opens the link of their mail."""
    person = acting(name)
    return Actor(person.person_id, person.login, role="member", via="mail-link")
