"""Calls for help that are no escalation yet (R4)."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from holdfast.journal.guards import AddGuards, Guard, never_changed

GUARDS = (
    *never_changed("escalation_taganswer", "What became of a tag"),
    Guard(
        name="escalation_tag_keeps_its_words",
        table="escalation_tag",
        when=(
            "BEFORE UPDATE OF programme_id, origin_url, thread_url, text, said_by_id, "
            "said_by_name, after_id, at"
        ),
        says="A tag is never changed; note a new one instead.",
    ),
    Guard(
        name="escalation_tag_stays_answered",
        table="escalation_tag",
        when="BEFORE UPDATE OF answered_at",
        refuse_if=(
            "OLD.answered_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM escalation_taganswer a "
            "WHERE a.tag_id = NEW.id)"
        ),
        says="A tag is answered once, by a record of its own.",
    ),
    Guard(
        name="escalation_tag_refuses_delete",
        table="escalation_tag",
        when="BEFORE DELETE",
        says="A tag is never deleted.",
    ),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("escalation", "0009_handover_packs"),
        ("people", "0006_calendars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin_url", models.CharField(max_length=500, unique=True)),
                ("thread_url", models.CharField(max_length=500)),
                ("text", models.TextField(blank=True, default="")),
                ("said_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("at", models.DateTimeField()),
                ("alarm_at", models.DateTimeField(null=True)),
                ("alarms", models.PositiveSmallIntegerField(default=0)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escalation.escalation",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="people.programme",
                    ),
                ),
                (
                    "said_by",
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
            name="TagAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
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
                    "escalation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="escalation.escalation",
                    ),
                ),
                (
                    "tag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="escalation.tag",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                condition=models.Q(("alarm_at__isnull", False)),
                fields=["alarm_at"],
                name="tag_alarm",
            ),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)),
                fields=["programme", "-id"],
                name="tag_open",
            ),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["thread_url"], name="tag_thread"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)),
                fields=("thread_url",),
                name="tag_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at__isnull", True), ("alarm_at__isnull", True), _connector="OR"
                ),
                name="tag_answered_rings_no_more",
            ),
        ),
        migrations.AddConstraint(
            model_name="taganswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("escalation__isnull", False), ("reason", "")),
                    models.Q(("escalation__isnull", True), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="tag_raised_or_dismissed",
            ),
        ),
        AddGuards(*GUARDS),
    ]
