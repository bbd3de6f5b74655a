"""What was closed and taken on in a period is found by its moment: the report asks by months."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("escalation", "0011_status_freezes")]

    operations: ClassVar = [
        migrations.AddIndex("closure", models.Index(fields=["at"], name="closure_at")),
        migrations.AddIndex("ownership", models.Index(fields=["at"], name="ownership_at")),
    ]
