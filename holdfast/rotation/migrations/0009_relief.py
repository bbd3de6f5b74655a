from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, Guard, never_changed

_STANDS = (
    "EXISTS (SELECT 1 FROM rotation_relief r WHERE r.seat_id = NEW.seat_id "
    "AND NOT EXISTS (SELECT 1 FROM rotation_reliefend e WHERE e.relief_id = r.id))"
)
_NUMBERS = "seat_id, team_id, starts_on, ends_before, allocation, ee_days, capacity_days"
_GUARDS = (
    Guard(
        name="rotation_relief_stands_once",
        table="rotation_relief",
        when="BEFORE INSERT",
        says="This seat has a relief already.",
        refuse_if=_STANDS,
    ),
    # Who answers for it and when it rings may change; what was promised may not.
    Guard(
        name="rotation_relief_keeps_its_numbers",
        table="rotation_relief",
        when=f"BEFORE UPDATE OF {_NUMBERS}, percent, members, by_id, at",
        says="A relief keeps its numbers; end it and make a new one.",
    ),
    Guard(
        name="rotation_relief_refuses_delete",
        table="rotation_relief",
        when="BEFORE DELETE",
        says="A relief is never deleted; end it.",
    ),
    *never_changed("rotation_reliefacknowledgement", "An acknowledgement"),
    *never_changed("rotation_reliefend", "The end of a relief"),
    *never_changed("rotation_dropped", "What a team drops"),
    *never_changed("rotation_droppedoutcome", "What became of it"),
)


class Migration(migrations.Migration):
    """What a home team is relieved of while one of its people is on (R35)."""

    dependencies: ClassVar = [
        ("people", "0005_absences_begin"),
        ("rotation", "0008_swap"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Relief",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("allocation", models.PositiveSmallIntegerField()),
                ("ee_days", models.PositiveIntegerField()),
                ("capacity_days", models.PositiveIntegerField()),
                ("percent", models.DecimalField(decimal_places=1, max_digits=5, null=True)),
                ("members", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("alarm_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reliefs",
                        to="rotation.seat",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reliefs",
                        to="people.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dropped",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "relief",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dropped",
                        to="rotation.relief",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReliefAcknowledgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("via", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "relief",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgement",
                        to="rotation.relief",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReliefEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "relief",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="rotation.relief",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DroppedOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was_dropped", models.BooleanField()),
                ("days", models.DecimalField(decimal_places=1, max_digits=5)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dropped",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="rotation.dropped",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__gte", 0),
                            models.Q(("was_dropped", True), ("days", 0), _connector="OR"),
                        ),
                        name="dropped_outcome_days",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="relief",
            index=models.Index(
                condition=models.Q(("alarm_at__isnull", False)),
                fields=["alarm_at"],
                name="relief_alarm",
            ),
        ),
        migrations.AddIndex(
            model_name="relief",
            index=models.Index(fields=["team", "starts_on"], name="relief_of_team"),
        ),
        migrations.AddIndex(
            model_name="relief",
            index=models.Index(fields=["manager"], name="relief_of_manager"),
        ),
        migrations.AddConstraint(
            model_name="relief",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("team__isnull", False), ("percent__isnull", True), _connector="OR"
                ),
                name="relief_without_team_has_no_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="dropped",
            constraint=models.UniqueConstraint(fields=("relief", "text"), name="dropped_once"),
        ),
        migrations.AddConstraint(
            model_name="dropped",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="dropped_says_what"
            ),
        ),
        AddGuards(*_GUARDS),
    ]
