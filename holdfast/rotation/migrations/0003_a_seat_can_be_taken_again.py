from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, DropGuards, Guard, never_changed

WITHDRAWAL = never_changed("rotation_withdrawal", "A withdrawal")


class Migration(migrations.Migration):
    """Who was withdrawn can be seated again, and the operator can withdraw without being a person.

    That nobody sits twice in a window was a constraint; as withdrawn seats stay, it is a trigger now.
    """

    dependencies: ClassVar = [("rotation", "0002_guards")]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="seat", name="seat_person_once"),
        # SQLite makes the table anew for this, and its triggers would be gone.
        DropGuards(*WITHDRAWAL),
        migrations.AlterField(
            model_name="withdrawal",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        AddGuards(
            *WITHDRAWAL,
            Guard(
                name="rotation_seat_is_taken_once",
                table="rotation_seat",
                when="BEFORE INSERT",
                says="This person has a seat in this window already.",
                refuse_if=(
                    "EXISTS (SELECT 1 FROM rotation_seat s WHERE s.window_id = NEW.window_id "
                    "AND s.person_id = NEW.person_id AND NOT EXISTS "
                    "(SELECT 1 FROM rotation_withdrawal w WHERE w.seat_id = s.id))"
                ),
            ),
        ),
    ]
