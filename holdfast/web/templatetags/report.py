"""Tags of the report and of engagement."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context

from holdfast.insight.queries.flow import Row
from holdfast.insight.rules import engagement as rules
from holdfast.insight.rules.engagement import Engagement
from holdfast.insight.rules.report import hours as hours_words
from holdfast.web.templatetags.holdfast import day, moment

register = template.Library()
register.filter("percent", rules.percent)
register.filter("standing", rules.standing)
register.filter("hours", hours_words)


@register.simple_tag
def engagement_rows(each: Engagement, by: str) -> str:
    """The address of what makes an engagement, but for which of its numbers."""
    said: dict[str, Any] = {"from": each.starts_on, "to": each.ends_on}
    if by in {"team", "customer"}:
        said[by] = each.key
    return f"/engagement/rows?{urlencode(said)}"


@register.simple_tag(takes_context=True)
def row_moment(context: Context, row: Row) -> str:
    """When it was, in the viewer's zone: a moment or a day, as on every other page."""
    if isinstance(row.at, datetime):
        return moment(context, row.at, near=False)
    return day(context, row.at)


@register.filter
def row_value(row: Row) -> str:
    if row.value is None:
        return ""
    return (
        f"{row.value:,.2f}".rstrip("0").rstrip(".")
        if isinstance(row.value, float)
        else str(row.value)
    )
