"""Nothing of it is ever changed, and nobody is credited twice for a half."""

from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, Guard, never_changed

_SAME = (
    "SELECT {what} FROM rotation_servedhalf s WHERE s.window_id = NEW.window_id "
    "AND s.half = NEW.half AND s.person_id = NEW.person_id"
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("journal", "0002_guards"),
        ("rotation", "0010_closing_and_fairness"),
    ]
    operations: ClassVar = [
        AddGuards(
            *never_changed("rotation_windowclosing", "The closing of a window"),
            *never_changed("rotation_servedhalf", "A served half"),
            *never_changed("rotation_strike", "A strike"),
            *never_changed("rotation_waiver", "A waiver"),
            # The unique number refuses whichever of two comes second while neither sees the other.
            Guard(
                name="rotation_served_half_counts_once",
                table="rotation_servedhalf",
                when="BEFORE INSERT",
                says="This half is credited to this person already.",
                refuse_if=(
                    f"NEW.number <> 1 + ({_SAME.format(what='COUNT(*)')}) OR EXISTS "
                    f"({_SAME.format(what='1')} AND NOT EXISTS "
                    "(SELECT 1 FROM rotation_strike k WHERE k.served_id = s.id))"
                ),
            ),
        )
    ]
