from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, never_changed


class Migration(migrations.Migration):
    """What somebody said of a difference between sheet, table and seats is kept."""

    dependencies: ClassVar = [
        ("people", "0006_calendars"),
        ("rotation", "0011_what_was_served_is_a_fact"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=30)),
                ("sentence", models.TextField()),
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.programme",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rotation.window",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "key"), name="settlement_once")
                ],
            },
        ),
        AddGuards(*never_changed("rotation_settlement", "A settlement")),
    ]
