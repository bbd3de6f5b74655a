from typing import ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, Guard, never_changed


class Migration(migrations.Migration):
    """A finished plan never changes, and what was asked of the solver never does."""

    dependencies: ClassVar = [("rotation", "0006_plans"), ("journal", "0002_guards")]
    operations: ClassVar = [
        AddGuards(
            Guard(
                name="rotation_plan_stays_finished",
                table="rotation_plan",
                when="BEFORE UPDATE",
                says="A finished plan is never changed; edit it beside, or propose anew.",
                refuse_if="OLD.finished_at IS NOT NULL",
            ),
            Guard(
                name="rotation_plan_keeps_its_problem",
                table="rotation_plan",
                when="BEFORE UPDATE OF problem, seconds, seed, by_id, at, after_id, programme_id",
                says="What was asked of the planner is never changed; propose anew.",
                refuse_if="OLD.problem IS NOT NULL",
            ),
            Guard(
                name="rotation_plan_refuses_delete",
                table="rotation_plan",
                when="BEFORE DELETE",
                says="A plan is kept.",
            ),
            *never_changed("rotation_planedit", "An edit of a plan"),
            *never_changed("rotation_publication", "A publication"),
            *never_changed("rotation_publication_seats", "What a publication seated"),
            *never_changed("rotation_publication_withdrawn", "What a publication withdrew"),
            *never_changed("rotation_pin", "A pin"),
            *never_changed("rotation_unpin", "An unpinning"),
        )
    ]
