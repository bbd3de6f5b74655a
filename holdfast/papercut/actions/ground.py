"""What the actions of a paper cut share: taking it, who may speak, and its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.papercut.models import (
    Dropped,
    PaperCut,
    Part,
    PickUp,
    Shipment,
    Voice,
)
from holdfast.papercut.queries import cut as find
from holdfast.papercut.queries.voices import speaking, standing_of
from holdfast.papercut.rules.voice import Standing
from holdfast.people.models import Programme
from holdfast.people.rules.permission import require

_SAYS = {
    Part.GTM: ("paper_cut.rank", "GTM"),
    Part.ENGINEERING: ("paper_cut.estimate", "engineering"),
    Part.PRODUCT: ("paper_cut.judge", "product"),
}


def take(ref: str) -> PaperCut:
    """Locked first, read afterwards. Raises NotFound."""
    number = find(ref).pk
    PaperCut.objects.select_for_update().filter(pk=number).values_list("pk").first()
    return find(number)


def must_be_open(cut: PaperCut, *, to: str) -> None:
    if Shipment.objects.filter(cut=cut).exists():
        raise Conflict(f"{cut.ref} is shipped; there is nothing left to {to}.")
    if found := Dropped.objects.filter(cut=cut).first():
        raise Conflict(f"{cut.ref} was dropped ({found.reason[:80]}); there is nothing to {to}.")


def speak(by: Actor, part: Part, programme: Programme) -> Standing:
    """As whom the actor speaks for a part; refused where they do not, with who does."""
    spoken = speaking(programme)
    standing = standing_of(by, part, spoken)
    permission, name = _SAYS[part]
    mine = standing != Standing.NONE
    require(by, permission, mine=mine, instead=_instead(name, part, spoken[part]))
    return standing


def _instead(name: str, part: Part, voices: frozenset[int]) -> str:
    if part == Part.ENGINEERING:
        return "The estimate is engineering's: ask an engineer, or a lead for a voice."
    if not voices:
        return f"This is {name}'s word, and nobody speaks for {name} yet; a lead gives the voice."
    people = Voice.objects.filter(person__in=voices, part=part).select_related("person")
    who = ", ".join(sorted({str(each.person) for each in people}))
    return f"This is {name}'s word: ask {who}, or a lead for a voice of your own."


def picked_up(cut: PaperCut) -> PickUp | None:
    """The pick-up that stands."""
    return PickUp.objects.filter(cut=cut, end=None).select_related("person").first()


def wishers(cut: PaperCut) -> list[int]:
    """Who passed a customer's wish on, by number."""
    found = cut.wishes.filter(person__isnull=False).values_list("person", flat=True)
    return sorted({number for number in found if number})


def record_cut(
    kind: str,
    cut: PaperCut,
    *,
    by: Actor,
    at: datetime,
    tell: Iterable[int] = (),
    tell_actor: bool = False,
    people: Mapping[str, int | None] | None = None,
    **data: Any,
) -> None:
    """The event with the title, so that a message needs nothing else."""
    record(
        kind,
        subject=cut.ref,
        by=by,
        at=at,
        tell=tell,
        tell_actor=tell_actor,
        data={"title": cut.title, "cut": cut.pk, "people": dict(people or {}), **data},
    )


def wished_by(cut: PaperCut) -> list[dict[str, str]]:
    """Whose customers asked, for messages: each reader finds their own."""
    found = cut.wishes.filter(person__isnull=False).select_related("person")
    return [
        {"login": str(each.person.login), "customer": each.customer}
        for each in found
        if each.person
    ]
