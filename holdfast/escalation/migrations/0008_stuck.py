"""What is stuck is found by index, and a corner can end without anybody ending it."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, DropGuards, never_changed

# SQLite makes the table anew, and its triggers would be gone.
FREED = never_changed("escalation_freed", "The end of a corner")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("escalation", "0007_answers_by_the_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        DropGuards(*FREED),
        migrations.AlterField(
            model_name="freed",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        AddGuards(*FREED),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("closure__isnull", True), ("decline__isnull", True)),
                fields=["programme", "next_step_on"],
                name="escalation_next_step",
            ),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("stagnates_since__isnull", False)),
                fields=["programme", "-id"],
                name="escalation_stagnates",
            ),
        ),
    ]
