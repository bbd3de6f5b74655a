from typing import Any, ClassVar

from django.db import migrations


def add_programme(apps: Any, _editor: Any) -> None:
    apps.get_model("people", "Programme").objects.create(name="Escalation engineering")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(add_programme, migrations.RunPython.noop)]
