"""What came of the checks of the set-up page, Socket Mode, held back events, reading everybody."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("slack", "0003_what_a_group_went_through")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Probe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True)),
                ("ok", models.BooleanField()),
                ("says", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField("workspace", "socket_at", models.DateTimeField(null=True)),
        migrations.AddField("workspace", "limited_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "workspace",
            "people_cursor",
            models.CharField(blank=True, default="", max_length=200),
        ),
    ]
