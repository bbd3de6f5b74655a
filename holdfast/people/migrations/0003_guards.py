from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, never_changed


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0002_first_programme"), ("journal", "0002_guards")]
    operations: ClassVar = [AddGuards(*never_changed("people_policyversion", "A policy in force"))]
