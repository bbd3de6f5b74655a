from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, Guard, never_changed

SWAP = "rotation_swap"
_WORDS = "seat_id, starts_on, ends_on, to_id, in_return_id, note, undoes_id, by_id, at, expires_at"
# What the sweep finds at its next tick, so that no seat is withdrawn and no window moved, by whatever
# part of the product, under an offer that stands.
_VOID = f'UPDATE {SWAP} SET alarm_at = "at" WHERE alarm_at IS NOT NULL AND ({{of}})'
_IN_WINDOW = "IN (SELECT s.id FROM rotation_seat s WHERE s.window_id = NEW.id)"
_YES = (
    "EXISTS (SELECT 1 FROM rotation_swapanswer a WHERE a.swap_id = NEW.swap_id AND a.agree "
    "AND a.person_id = {who})"
)

GUARDS = [
    *never_changed("rotation_swapanswer", "An answer"),
    *never_changed("rotation_swapoverride", "An override"),
    *never_changed("rotation_swapend", "How a swap ended"),
    Guard(
        name="rotation_swap_keeps_its_words",
        table=SWAP,
        when=f"BEFORE UPDATE OF {_WORDS}",
        says="An offer is never changed; withdraw it and make a new one.",
    ),
    Guard(
        name="rotation_swap_refuses_delete",
        table=SWAP,
        when="BEFORE DELETE",
        says="An offer is never changed; withdraw it and make a new one.",
    ),
    Guard(
        name="rotation_swap_answered_while_open",
        table="rotation_swapanswer",
        when="BEFORE INSERT",
        says="This offer has ended.",
        refuse_if="EXISTS (SELECT 1 FROM rotation_swapend e WHERE e.swap_id = NEW.swap_id)",
    ),
    Guard(
        name="rotation_swap_taken_by_yes_of_both",
        table="rotation_swapend",
        when="BEFORE INSERT",
        says="A seat changes hands only with the yes of who gives and of who takes.",
        refuse_if=(
            f"NEW.word = 'taken' AND NOT ({_YES.format(who='NEW.taker_id')} "
            "AND EXISTS (SELECT 1 FROM rotation_swap w JOIN rotation_seat s ON s.id = w.seat_id "
            "JOIN rotation_swapanswer g ON g.swap_id = w.id AND g.agree "
            "AND g.person_id = s.person_id WHERE w.id = NEW.swap_id))"
        ),
    ),
    Guard(
        name="rotation_swap_void_without_its_seat",
        table="rotation_withdrawal",
        when="AFTER INSERT",
        then=_VOID.format(of="seat_id = NEW.seat_id OR in_return_id = NEW.seat_id"),
    ),
    Guard(
        name="rotation_swap_void_in_another_window",
        table="rotation_window",
        when="AFTER UPDATE OF starts_on, ends_on",
        refuse_if="(NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on)",
        then=_VOID.format(of=f"seat_id {_IN_WINDOW} OR in_return_id {_IN_WINDOW}"),
    ),
]


class Migration(migrations.Migration):
    """Seats are offered, and change hands with the yes of both."""

    dependencies: ClassVar = [
        ("rotation", "0007_plans_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Swap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("alarm_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "in_return",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rotation.seat",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swaps",
                        to="rotation.seat",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="untakings",
                        to="rotation.swap",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SwapAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agree", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "swap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="rotation.swap",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SwapEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("taken", "Taken"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
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
                    "returned",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned_by",
                        to="rotation.seat",
                    ),
                ),
                (
                    "swap",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="rotation.swap",
                    ),
                ),
                (
                    "taken",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_by",
                        to="rotation.seat",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SwapOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rules", models.JSONField()),
                ("said", models.JSONField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "swap",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="override",
                        to="rotation.swap",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="swap",
            index=models.Index(
                condition=models.Q(("alarm_at__isnull", False)),
                fields=["alarm_at"],
                name="swap_alarm",
            ),
        ),
        migrations.AddIndex(
            model_name="swap",
            index=models.Index(
                condition=models.Q(("alarm_at__isnull", False)), fields=["to"], name="swap_to"
            ),
        ),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("alarm_at__isnull", False)),
                fields=("seat",),
                name="swap_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="swap_has_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("at"))), name="swap_expires_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_return", None), models.Q(("to", None), _negated=True), _connector="OR"
                ),
                name="swap_in_return_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="swapanswer",
            constraint=models.UniqueConstraint(
                fields=("swap", "person", "agree"), name="swap_answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="swapend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken__isnull", False), ("taker__isnull", False), ("word", "taken")),
                    models.Q(
                        models.Q(("word", "taken"), _negated=True),
                        ("returned", None),
                        ("taken", None),
                        ("taker", None),
                    ),
                    _connector="OR",
                ),
                name="swap_taken_by_somebody",
            ),
        ),
        AddGuards(*GUARDS),
    ]
