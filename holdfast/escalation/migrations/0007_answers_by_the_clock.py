"""An escalation that silence closes withdraws its open asks, and the clock is nobody."""

from importlib import import_module
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, DropGuards

GUARDS = [
    guard
    for guard in import_module("holdfast.escalation.migrations.0004_more_guards").FACTS
    if guard.table == "escalation_askanswer"
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("escalation", "0006_past_the_first_responder")]
    operations: ClassVar = [
        # SQLite makes the table anew for this, and its guards would go with the old one.
        DropGuards(*GUARDS),
        migrations.AlterField(
            model_name="askanswer",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        AddGuards(*GUARDS),
    ]
