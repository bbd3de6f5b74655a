"""One owner at every moment, in the database itself (promises 1 and 2)."""

from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, Guard, never_changed

OWNERSHIP = "escalation_ownership"
ESCALATION = "escalation_escalation"

CHAIN = [
    *never_changed(OWNERSHIP, "An ownership"),
    Guard(
        name="ownership_in_turn",
        table=OWNERSHIP,
        when="BEFORE INSERT",
        refuse_if=(
            f"NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM {OWNERSHIP} "
            "WHERE escalation_id = NEW.escalation_id), 0)"
        ),
        says="Somebody else became the owner in the meantime.",
    ),
    Guard(
        name="ownership_of_what_is_open",
        table=OWNERSHIP,
        when="BEFORE INSERT",
        refuse_if=(
            f"EXISTS (SELECT 1 FROM {ESCALATION} e WHERE e.id = NEW.escalation_id "
            "AND (e.closure_id IS NOT NULL OR e.decline_id IS NOT NULL))"
        ),
        says="An ended escalation takes no new owner; reopen it first.",
    ),
    Guard(
        name="ownership_by_acceptance",
        table=OWNERSHIP,
        when="BEFORE INSERT",
        refuse_if=(
            "NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM escalation_handover h "
            "JOIN escalation_handoveranswer a ON a.handover_id = h.id "
            "WHERE h.id = NEW.handover_id AND h.escalation_id = NEW.escalation_id "
            "AND h.to_id = NEW.person_id AND a.word = 'accepted' AND a.by_id = NEW.person_id)"
        ),
        says="Ownership moves only when the person it was offered to accepts.",
    ),
    Guard(
        name="ownership_is_current",
        table=OWNERSHIP,
        when="AFTER INSERT",
        then=f"UPDATE {ESCALATION} SET ownership_id = NEW.id WHERE id = NEW.escalation_id",
    ),
]

POINTERS = [
    Guard(
        name="escalation_starts_unowned",
        table=ESCALATION,
        when="BEFORE INSERT",
        refuse_if="NEW.ownership_id IS NOT NULL",
        says="An escalation starts without an owner; somebody accepts it.",
    ),
    Guard(
        name="escalation_owner_is_last_ownership",
        table=ESCALATION,
        when="BEFORE UPDATE OF ownership_id",
        refuse_if=(
            "NEW.ownership_id IS NULL OR NEW.ownership_id <> COALESCE("
            f"(SELECT o.id FROM {OWNERSHIP} o WHERE o.escalation_id = NEW.id "
            "ORDER BY o.number DESC LIMIT 1), 0)"
        ),
        says="The owner is whoever accepted last.",
    ),
    *(
        Guard(
            name=f"escalation_{noun}_is_its_own",
            table=ESCALATION,
            when=f"BEFORE UPDATE OF {noun}_id",
            refuse_if=(
                f"NEW.{noun}_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM escalation_{noun} x "
                f"WHERE x.id = NEW.{noun}_id AND x.escalation_id = NEW.id)"
            ),
            says=f"This {noun} belongs to another escalation.",
        )
        for noun in ("closure", "decline")
    ),
    Guard(
        name="escalation_refuses_delete",
        table=ESCALATION,
        when="BEFORE DELETE",
        says="An escalation is never deleted; ask to close it.",
    ),
]

FACTS = [
    guard
    for noun, name in {
        "decline": "A decline",
        "handoveranswer": "An answer",
        "closureanswer": "An answer",
        "closure": "A closure",
        "reopening": "A reopening",
        "update": "An update",
    }.items()
    for guard in never_changed(f"escalation_{noun}", name)
]

# An offer and a request to close are answered, not rewritten: only their timers move. A bent offer
# would let somebody accept what was never offered to them.
ASKED = [
    guard
    for noun, name, words in (
        ("handover", "An offer", "escalation_id, to_id, note, by_id, at, expires_at"),
        ("closurerequest", "A request to close", "escalation_id, outcome, reason, by_id, at"),
    )
    for guard in (
        Guard(
            name=f"escalation_{noun}_keeps_its_words",
            table=f"escalation_{noun}",
            when=f"BEFORE UPDATE OF {words}",
            says=f"{name} is never changed; make a new one instead.",
        ),
        Guard(
            name=f"escalation_{noun}_refuses_delete",
            table=f"escalation_{noun}",
            when="BEFORE DELETE",
            says=f"{name} is never changed; make a new one instead.",
        ),
    )
]

AGREED = Guard(
    name="closure_by_agreement",
    table="escalation_closure",
    when="BEFORE INSERT",
    refuse_if=(
        "NOT EXISTS (SELECT 1 FROM escalation_closurerequest r "
        "JOIN escalation_closureanswer a ON a.request_id = r.id "
        "WHERE r.id = NEW.request_id AND r.escalation_id = NEW.escalation_id AND a.agree)"
    ),
    says="An escalation is closed by a request of its own that was agreed to.",
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("escalation", "0001_initial"), ("journal", "0002_guards")]
    operations: ClassVar = [AddGuards(*CHAIN, *POINTERS, *FACTS, *ASKED, AGREED)]
