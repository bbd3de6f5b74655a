from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, never_changed


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0001_initial")]
    operations: ClassVar = [AddGuards(*never_changed("journal_event", "An event"))]
