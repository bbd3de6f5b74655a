from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, Guard, never_changed

_RANKED = (
    "EXISTS (SELECT 1 FROM papercut_rank r WHERE r.cut_id = NEW.id AND r.place = NEW.place "
    "AND r.id = (SELECT MAX(l.id) FROM papercut_rank l WHERE l.cut_id = NEW.id))"
)
_PICKED_UP = (
    "EXISTS (SELECT 1 FROM papercut_pickup p WHERE p.cut_id = NEW.cut_id "
    "AND NOT EXISTS (SELECT 1 FROM papercut_pickupend e WHERE e.pick_up_id = p.id))"
)
_SHIPPED = "EXISTS (SELECT 1 FROM papercut_shipment s WHERE s.cut_id = NEW.cut_id)"
_DROPPED = "EXISTS (SELECT 1 FROM papercut_dropped d WHERE d.cut_id = NEW.cut_id)"
_INTERRUPTED = (
    "EXISTS (SELECT 1 FROM papercut_interruption i WHERE i.pick_up_id = NEW.pick_up_id "
    "AND NOT EXISTS (SELECT 1 FROM papercut_interruptionend e WHERE e.interruption_id = i.id))"
)
_HANDED_BACK = "EXISTS (SELECT 1 FROM papercut_pickupend e WHERE e.pick_up_id = NEW.pick_up_id)"
_FACTS = {
    "voice": "Who speaks for a part",
    "rank": "A rank",
    "estimate": "An estimate",
    "judgement": "A judgement",
    "wish": "A wish",
    "told": "That a customer was told",
    "pickup": "A pick-up",
    "pickupend": "The end of a pick-up",
    "interruption": "An interruption",
    "interruptionend": "The end of an interruption",
    "shipment": "A shipment",
    "dropped": "That a paper cut was dropped",
}
_GUARDS = (
    # The order is what the ranks say, each paper cut where its newest one puts it.
    Guard(
        name="papercut_rank_puts_it_there",
        table="papercut_rank",
        when="AFTER INSERT",
        then="UPDATE papercut_papercut SET place = NEW.place WHERE id = NEW.cut_id",
    ),
    Guard(
        name="papercut_place_is_its_rank",
        table="papercut_papercut",
        when="BEFORE UPDATE OF place",
        says="A paper cut moves by a rank; record one.",
        refuse_if=f"NOT {_RANKED}",
    ),
    Guard(
        name="papercut_keeps_its_origin",
        table="papercut_papercut",
        when="BEFORE UPDATE OF programme_id, by_id, at, source, key",
        says="A paper cut keeps where it came from.",
    ),
    Guard(
        name="papercut_refuses_delete",
        table="papercut_papercut",
        when="BEFORE DELETE",
        says="A paper cut is never deleted; drop it with a reason.",
    ),
    Guard(
        name="papercut_picked_up_once",
        table="papercut_pickup",
        when="BEFORE INSERT",
        says="Somebody has picked this paper cut up already.",
        refuse_if=_PICKED_UP,
    ),
    Guard(
        name="papercut_over_is_not_picked_up",
        table="papercut_pickup",
        when="BEFORE INSERT",
        says="This paper cut is shipped or dropped.",
        refuse_if=f"({_SHIPPED} OR {_DROPPED})",
    ),
    Guard(
        name="papercut_dropped_is_not_shipped",
        table="papercut_shipment",
        when="BEFORE INSERT",
        says="This paper cut was dropped.",
        refuse_if=_DROPPED,
    ),
    Guard(
        name="papercut_shipped_is_not_dropped",
        table="papercut_dropped",
        when="BEFORE INSERT",
        says="This paper cut is shipped.",
        refuse_if=_SHIPPED,
    ),
    Guard(
        name="papercut_interrupted_once",
        table="papercut_interruption",
        when="BEFORE INSERT",
        says="This pick-up is interrupted already, or over.",
        refuse_if=f"({_INTERRUPTED} OR {_HANDED_BACK})",
    ),
    *(guard for name, noun in _FACTS.items() for guard in never_changed(f"papercut_{name}", noun)),
)


class Migration(migrations.Migration):
    """What of a paper cut the database itself keeps: the order, one engineer, one ending."""

    dependencies: ClassVar = [("papercut", "0001_paper_cuts")]

    operations: ClassVar = [AddGuards(*_GUARDS)]
