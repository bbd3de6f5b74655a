"""The guards of the first migrations again, and those of what came with 0003."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, Guard, never_changed

ESCALATION = "escalation_escalation"

FIRST_GUARDS = import_module(
    "holdfast.escalation.migrations.0003_the_escalation_whole"
).FIRST_GUARDS

FACTS = [
    guard
    for noun, name in {
        "askanswer": "An answer",
        "piecemove": "A move of a piece",
        "rung": "A rung",
        "acknowledgement": "An acknowledgement",
        "freed": "The end of a corner",
        "pause": "A pause",
        "resumption": "The end of a pause",
        "classification": "A classification",
        "learning": "A learning",
        "fix": "A fix",
        "merge": "A merge",
    }.items()
    for guard in never_changed(f"escalation_{noun}", name)
]

# What was asked or handed out keeps its words; timers move, a piece changes hands, and what belongs
# to a duplicate moves to the one that survives.
WORDS = [
    guard
    for noun, name, words in (
        (
            "ask",
            "An ask",
            "to_team_id, to_person_id, what, due_at, formal, tried, customer_words, by_id, at",
        ),
        ("piece", "A piece", "title, purpose, by_id, at"),
        ("cornered", "A corner", "escalation_id, reason, until, by_id, at"),
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
            says=f"{name} is never deleted.",
        ),
    )
]

# The state of an escalation that stands now is a record of its own.
POINTERS = [
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
    for noun in ("pause", "cornered")
]

_ENDED = (
    f"EXISTS (SELECT 1 FROM {ESCALATION} e WHERE e.id = NEW.escalation_id "
    "AND (e.closure_id IS NOT NULL OR e.decline_id IS NOT NULL))"
)
ONLY_OPEN = [
    Guard(
        name=f"{noun}_of_what_is_open",
        table=f"escalation_{noun}",
        when="BEFORE INSERT",
        refuse_if=_ENDED,
        says="This escalation has ended; reopen it first.",
    )
    for noun in ("ask", "piece", "cornered", "pause")
]

PIECES = [
    Guard(
        name="closure_over_no_open_piece",
        table="escalation_closure",
        when="BEFORE INSERT",
        refuse_if=(
            "EXISTS (SELECT 1 FROM escalation_piece p WHERE p.escalation_id = NEW.escalation_id "
            "AND p.ending_id IS NULL)"
        ),
        says="A piece of it is still open; end it or waive it with a reason.",
    ),
    Guard(
        name="piece_ending_is_its_own",
        table="escalation_piece",
        when="BEFORE UPDATE OF ending_id",
        refuse_if=(
            "NEW.ending_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM escalation_piecemove m "
            "WHERE m.id = NEW.ending_id AND m.piece_id = NEW.id AND m.word IN ('done', 'waived'))"
        ),
        says="A piece ends by a move of its own, done or waived.",
    ),
    Guard(
        name="piece_opens_only_on_what_is_open",
        table="escalation_piece",
        when="BEFORE UPDATE OF ending_id",
        refuse_if=f"NEW.ending_id IS NULL AND {_ENDED}",
        says="This escalation has ended; reopen it first.",
    ),
]

MORE_GUARDS = (*FACTS, *WORDS, *POINTERS, *ONLY_OPEN, *PIECES)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("escalation", "0003_the_escalation_whole")]
    operations: ClassVar = [AddGuards(*FIRST_GUARDS), AddGuards(*MORE_GUARDS)]
