from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, DropGuards, Guard, never_changed

_STANDS = (
    "EXISTS (SELECT 1 FROM rotation_seat s WHERE s.window_id = NEW.window_id "
    "AND s.person_id = NEW.person_id AND NOT EXISTS "
    "(SELECT 1 FROM rotation_withdrawal w WHERE w.seat_id = s.id){days})"
)
_ONE_DAY = (
    " AND (s.starts_on IS NULL OR NEW.starts_on IS NULL "
    "OR (s.starts_on < NEW.ends_on AND NEW.starts_on < s.ends_on))"
)


def _once(days: str) -> Guard:
    return Guard(
        name="rotation_seat_is_taken_once",
        table="rotation_seat",
        when="BEFORE INSERT",
        says="This person has a seat in this window already.",
        refuse_if=_STANDS.format(days=days),
    )


class Migration(migrations.Migration):
    """A seat can be a part of its window; people sign up. Nobody has two seats on one day."""

    dependencies: ClassVar = [
        ("people", "0005_absences_begin"),
        ("rotation", "0003_a_seat_can_be_taken_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        # SQLite makes the table of seats anew, and its trigger would be gone.
        DropGuards(_once("")),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "No"), (1, "If needed"), (2, "Willing"), (3, "Eager")]
                    ),
                ),
                ("first_half", models.BooleanField(default=True)),
                ("second_half", models.BooleanField(default=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("web", "On the web"),
                            ("api", "By the API"),
                            ("cli", "By command"),
                            ("sheet", "From a sheet"),
                            ("slack", "In Slack"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("halves", models.BooleanField(default=False)),
                ("rest_days", models.PositiveSmallIntegerField(null=True)),
                ("most_halves", models.PositiveSmallIntegerField(null=True)),
                ("allocation", models.PositiveSmallIntegerField(default=100)),
                ("promotion_by", models.DateField(null=True)),
                ("note", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.AddField(
            model_name="seat",
            name="allocation",
            field=models.PositiveSmallIntegerField(default=100),
        ),
        migrations.AddField(
            model_name="seat",
            name="ends_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="home_team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.team",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="seat",
            name="reason_kind",
            field=models.CharField(
                blank=True,
                choices=[("business", "Business"), ("team", "Team"), ("individual", "Individual")],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="starts_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="window",
            name="least",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="window",
            name="most",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="window",
            name="reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="seat",
            name="source",
            field=models.CharField(
                choices=[
                    ("table", "Rotation table"),
                    ("hand", "Entered here"),
                    ("plan", "A published plan"),
                    ("swap", "A swap"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on", None), ("starts_on", None)),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="seat_part_is_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("allocation__gte", 1), ("allocation__lte", 100)),
                name="seat_allocation_is_percent",
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_ups",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="window",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_ups",
                to="rotation.window",
            ),
        ),
        migrations.AddField(
            model_name="volunteer",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="volunteer",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(fields=["window", "person", "-id"], name="sign_up_latest"),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("choice", 0), ("first_half", True), ("second_half", True), _connector="OR"
                ),
                name="sign_up_yes_has_a_half",
            ),
        ),
        AddGuards(_once(_ONE_DAY), *never_changed("rotation_signup", "A sign-up")),
    ]
