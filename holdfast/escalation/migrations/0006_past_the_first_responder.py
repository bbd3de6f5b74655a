"""Whether it was raised past who responds first, as it was when it was raised.

The column is added by plain SQL, the same on both engines: Django would build the table anew on
SQLite, and its triggers would go.
"""

from typing import ClassVar

from django.db import migrations, models

_TABLE, _COLUMN = "escalation_escalation", "past_first_responder"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("escalation", "0005_search")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"ALTER TABLE {_TABLE} ADD COLUMN {_COLUMN} bool NOT NULL DEFAULT false",
            f"ALTER TABLE {_TABLE} DROP COLUMN {_COLUMN}",
            state_operations=[
                migrations.AddField(
                    model_name="escalation",
                    name=_COLUMN,
                    field=models.BooleanField(default=False),
                ),
            ],
        )
    ]
