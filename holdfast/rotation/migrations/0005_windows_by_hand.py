from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, Guard, never_changed

_SITS = (
    "EXISTS (SELECT 1 FROM rotation_seat s WHERE s.window_id = NEW.id AND NOT EXISTS "
    "(SELECT 1 FROM rotation_withdrawal w WHERE w.seat_id = s.id))"
)
_DROPPED = (
    "EXISTS (SELECT 1 FROM rotation_window d WHERE d.id = NEW.window_id "
    "AND d.dropping_id IS NOT NULL)"
)

NOBODY_SITS_IN_A_DROPPED_WINDOW = (
    Guard(
        name="rotation_window_dropped_is_empty",
        table="rotation_window",
        when="BEFORE UPDATE OF dropping_id",
        says="Somebody has a seat in this window; it cannot be dropped.",
        refuse_if=f"NEW.dropping_id IS NOT NULL AND {_SITS}",
    ),
    Guard(
        name="rotation_seat_not_in_a_dropped_window",
        table="rotation_seat",
        when="BEFORE INSERT",
        says="This window is dropped; nobody can be seated in it.",
        refuse_if=_DROPPED,
    ),
)


class Migration(migrations.Migration):
    """A window can be dropped; answers to other days do not count; who was asked, and when."""

    dependencies: ClassVar = [
        ("rotation", "0004_signing_up_and_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Dropping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="droppings",
                        to="rotation.window",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="window",
            name="dropping",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rotation.dropping",
            ),
        ),
        migrations.AddField(
            model_name="window",
            name="said_before",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="window",
            name="times_asked",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="window",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        AddGuards(
            *never_changed("rotation_dropping", "A dropping"), *NOBODY_SITS_IN_A_DROPPED_WINDOW
        ),
    ]
