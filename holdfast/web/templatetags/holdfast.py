"""Tags and filters every template has."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries.stuck import next_step_overdue
from holdfast.kernel.text import plural
from holdfast.web import navigation as places
from holdfast.web import words
from holdfast.web.icons import PATHS

register = template.Library()

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”]+")
_SOON_SECONDS = 2 * 3600


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 18) -> SafeString:
    """An icon beside words that say the same; screen readers skip it."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 20 20" fill="none" stroke="currentColor" '
        'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        'focusable="false"><path d="{1}"/></svg>',
        size,
        PATHS[name],
    )


def _now(context: Context) -> datetime:
    """The moment of the request in the viewer's zone, worked out once for a page full of times."""
    request = context.get("request")
    now: datetime | None = getattr(request, "local_now", None)
    if now is None or now.tzinfo is not timezone.get_current_timezone():
        now = timezone.localtime(getattr(request, "now", None) or datetime.now(UTC))
        if request:
            request.local_now = now
    return now


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None, *, near: bool = True) -> str:
    """“Tue 24 Nov, 14:00 (in 2 h)” in the viewer's zone."""
    if at is None:
        return ""
    now = _now(context)
    local = at.astimezone(now.tzinfo)
    text = words.moment(local, now)
    return _time(local, f"{text} ({words.relative(local, now)})" if near else text)


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime | None) -> str:
    """“3 h ago”, the full time on hover."""
    if at is None:
        return ""
    now = _now(context)
    local = at.astimezone(now.tzinfo)
    return _time(local, words.relative(local, now), title=words.moment(local, now))


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime | None) -> str:
    """“due in 2 h” or “overdue by 3 h”, marked when it is close or past."""
    if at is None:
        return ""
    now = _now(context)
    local = at.astimezone(now.tzinfo)
    left = (local - now).total_seconds()
    name = "due-over" if left <= 0 else "due-soon" if left < _SOON_SECONDS else ""
    return _time(local, words.due(local, now), title=words.moment(local, now), name=name)


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None, *, near: bool = False) -> str:
    """“Tue 24 Nov”; with `near`, “(today)” beside it when it is."""
    if value is None:
        return ""
    today = _now(context).date()
    text = words.day(value, today)
    close = words.near_day(value, today) if near else ""
    text = f"{text} ({close})" if close else text
    return mark_safe(f'<time datetime="{value.isoformat()}">{text}</time>')  # noqa: S308


@register.simple_tag(takes_context=True)
def step_overdue(context: Context, escalation: Escalation) -> str:
    """“next step overdue since Mon 2 Mar”, where its day is over for who is answerable."""
    if not next_step_overdue(escalation, _now(context)):
        return ""
    since = words.day(escalation.next_step_on, _now(context).date())
    return mark_safe(f' <strong class="small due-over">next step overdue since {since}</strong>')  # noqa: S308


def _time(local: datetime, text: str, *, title: str = "", name: str = "") -> str:
    # A page has dozens of these, and every part of them is ours: digits, our words, a zone's name.
    attributes = f' title="{title} {local.tzname()}"' if title else ""
    attributes += f' class="{name}"' if name else ""
    said = local.isoformat(timespec="seconds")
    return mark_safe(f'<time datetime="{said}"{attributes}>{text}</time>')  # noqa: S308


@register.filter
def typed(text: str) -> SafeString:
    """What somebody typed: escaped, paragraphs and line breaks kept, addresses made links."""
    paragraphs = [part for part in re.split(r"\n{2,}", text.strip()) if part.strip()]
    return mark_safe(  # noqa: S308 - every piece is escaped in _linked
        "".join(
            f"<p>{'<br>'.join(_linked(row) for row in part.splitlines())}</p>"
            for part in paragraphs
        )
    )


def _linked(row: str) -> str:
    pieces, end = [], 0
    for found in _ADDRESS.finditer(row):
        address = found.group().rstrip(".,;:!?)]}")
        start = found.start()
        pieces += [escape(row[end:start]), _link(address)]
        end = start + len(address)
    return "".join([*pieces, escape(row[end:])])


def _link(address: str) -> str:
    return format_html('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>', address)


@register.filter
def count(number: int, one: str) -> str:
    """`3|count:"seat"` is “3 seats”; `1|count:"person,people"` knows its own plural."""
    single, _, many = one.partition(",")
    return plural(number, single, many)


@register.filter
def either(value: Any, names: str) -> str:
    """`flag|either:"confirmed,not confirmed"`."""
    yes, _, no = names.partition(",")
    return conditional_escape(yes if value else no)


@register.simple_tag(takes_context=True)
def replace_query(context: Context, **changes: Any) -> str:
    """This page's query with some of it changed."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def once() -> SafeString:
    """A form's own key, so that sending it twice is one request (see answers.once)."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(16))


_SHEETS = ("tokens", "base", "layout", "components", "forms")


@register.simple_tag
@cache
def stylesheets() -> SafeString:
    links = [f'<link rel="stylesheet" href="{static(f"web/{name}.css")}">' for name in _SHEETS]
    return mark_safe("\n".join(links))  # noqa: S308 - names of ours


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    return places.navigation(context["request"].path)


# Drawn on every row of every list: no template of their own.
_SEVERITY = {0: " badge-solid", 1: " badge-danger", 2: " badge-warn"}
_STATES = {
    "raised": (" badge-warn", "Waits for an owner"),
    "owned": (" badge-accent", "Owned"),
    "closed": (" badge-good", "Closed"),
    "declined": (" badge-open", "Declined"),
    "proposed": (" badge-open", "Not confirmed"),
    "confirmed": (" badge-good", "Confirmed"),
    "active": (" badge-accent", "On now"),
    "served": ("", "Served"),
    "withdrawn": ("", "Withdrawn"),
    "sent": (" badge-warn", "Not answered"),
    "acknowledged": ("", "Seen"),
    "agreed": (" badge-accent", "Agreed"),
    "done": (" badge-good", "Done"),
    "open": (" badge-warn", "Open"),
    "taken": (" badge-good", "Taken"),
    "expired": ("", "Expired"),
}


@register.simple_tag
def severity(value: int) -> SafeString:
    return format_html('<span class="badge{}">sev{}</span>', _SEVERITY.get(value, ""), value)


@register.simple_tag
def state(value: str) -> SafeString:
    tone, word = _STATES.get(value, ("", value))
    return format_html('<span class="badge{}">{}</span>', tone, word)


@register.simple_tag
def person(who: Any) -> SafeString:
    """Somebody's name, leading to their page."""
    if who is None:
        return mark_safe("")
    return format_html('<a href="/people/{}">{}</a>', who.login, str(who))


@register.filter
def get(things: Any, key: Any) -> Any:
    return things.get(key, "")


@register.filter
def place(zone: str) -> str:
    """“Europe/Berlin” is where people say Berlin."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@register.filter
def time_in(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %H:%M}"


@register.filter
def plain_kind(kind: str) -> str:
    """“escalation.raised” is “Escalation raised”."""
    return kind.replace(".", " ").replace("_", " ").capitalize()
