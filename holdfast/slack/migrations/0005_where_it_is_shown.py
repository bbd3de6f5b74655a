"""In which channel a projection was written, so that it can be taken away from there."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("slack", "0004_set_up")]

    operations: ClassVar = [
        migrations.AddField(
            "projection", "channel_id", models.CharField(blank=True, default="", max_length=30)
        ),
    ]
