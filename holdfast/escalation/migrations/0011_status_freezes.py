"""The status doc as it stood at each boundary (R70)."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, never_changed


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("escalation", "0010_tags"),
        ("people", "0006_calendars"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="StatusFreeze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("boundary_on", models.DateField()),
                ("data", models.JSONField()),
                ("markdown", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.programme",
                    ),
                ),
            ],
            options={"ordering": ["-boundary_on"]},
        ),
        migrations.AddConstraint(
            model_name="statusfreeze",
            constraint=models.UniqueConstraint(
                fields=("programme", "boundary_on"), name="status_freeze_once"
            ),
        ),
        AddGuards(*never_changed("escalation_statusfreeze", "A frozen status doc")),
    ]
