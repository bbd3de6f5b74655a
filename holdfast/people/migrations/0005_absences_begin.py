"""An absence rings when it begins; those that are known and still to come do too."""

from datetime import UTC, datetime, time
from typing import Any, ClassVar

from django.db import migrations, models


def _still_to_come(apps: Any, _editor: Any) -> None:
    """Midnight UTC of their first day is near enough for what was entered before."""
    absences = apps.get_model("people", "Absence").objects
    for absence in absences.filter(starts_on__gt=datetime.now(UTC).date()):
        absence.alarm_at = datetime.combine(absence.starts_on, time(), UTC)
        absence.save(update_fields=["alarm_at"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0004_help_directory")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="absence", name="alarm_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(
                condition=models.Q(("alarm_at__isnull", False)),
                fields=["alarm_at"],
                name="absence_alarm",
            ),
        ),
        migrations.RunPython(_still_to_come, migrations.RunPython.noop),
    ]
