"""Which paper cuts rest because their engineer holds something that needs action (R64)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries.owned import owned_by
from holdfast.papercut.models import PickUp
from holdfast.papercut.rules.need import Held, Need, most_pressing, need


def pauses(pick_ups: Iterable[PickUp], *, at: datetime) -> dict[int, Need]:
    """By the number of a standing pick-up, why it rests at this moment; what goes on is left out.

    Read off the escalations as they are, in one statement: nothing is stored that could be stale.
    """
    found = list(pick_ups)
    if not found:
        return {}
    zones = {each.person_id: ZoneInfo(each.person.zone or "UTC") for each in found}
    needs: dict[int, list[Need]] = defaultdict(list)
    for escalation in owned_by(zones):
        owner = _owner(escalation)
        if said := need(_held(escalation, owner), at=at, zone=zones[owner]):
            needs[owner].append(said)
    pressing = {person: most_pressing(each) for person, each in needs.items()}
    return {each.pk: said for each in found if (said := pressing.get(each.person_id))}


def _owner(escalation: Escalation) -> int:
    assert escalation.ownership is not None, "it was found by who owns it"
    return escalation.ownership.person_id


def _held(escalation: Escalation, owner: int) -> Held:
    return Held(
        ref=escalation.ref,
        pk=escalation.pk,
        paused_until=escalation.pause.resumes_at if escalation.pause else None,
        update_due_at=escalation.update_due_at,
        next_step_is_owners=escalation.next_step_by_id == owner,
        next_step_on=escalation.next_step_on,
        cornered=escalation.cornered_id is not None,
        stands_still=escalation.stagnates_since is not None,
        closing=bool(getattr(escalation, "closing", False)),
    )
