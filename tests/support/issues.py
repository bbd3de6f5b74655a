"""Support issues of the stories: said by a helpdesk, or a CSV of them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from holdfast.support.actions import begin_import, bring_issues, take_in
from holdfast.support.actions.importing import import_issues
from holdfast.support.models import Import
from holdfast.support.rules.said import Said
from tests.cast import Story


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def said(key: str, opened: str = "2026-03-02 10:00", **given: object) -> Said:
    for name in ("solved_at", "changed_at", "deleted_at"):
        if isinstance(given.get(name), str):
            given[name] = moment(given[name])
    return Said(key=key, opened_at=moment(opened), **given)


def take(story: Story, *issues: Said, source: str = "zendesk"):
    return take_in(story.programme, issues, source=source, at=story.now)


def brought(
    story: Story, text: str | bytes, *, by: str = "sam", name: str = "issues.csv"
) -> Import:
    content = text if isinstance(text, bytes) else text.encode()
    return bring_issues(
        programme=story.programme,
        file=io.BytesIO(content),
        name=name,
        by=story.of(by),
        at=story.now,
    )


def imported(story: Story, text: str | bytes, *, by: str = "sam", **how: object) -> Import:
    """Brought, begun and read to its end, as a worker does."""
    made = brought(story, text, by=by)
    begin_import(
        import_id=made.pk, columns=how.pop("columns", {}), by=story.of(by), at=story.now, **how
    )
    import_issues(clock=lambda: story.now)
    return Import.objects.get(pk=made.pk)
