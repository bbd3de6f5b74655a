from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, never_changed


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rotation", "0001_initial"), ("journal", "0002_guards")]
    operations: ClassVar = [
        AddGuards(
            *never_changed("rotation_confirmation", "A confirmation"),
            *never_changed("rotation_withdrawal", "A withdrawal"),
            *never_changed("rotation_tableupload", "An uploaded table"),
            *never_changed("rotation_tableimport", "An import"),
        )
    ]
