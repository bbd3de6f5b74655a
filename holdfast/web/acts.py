"""What the page of an escalation offers: first what one needs most, the rest folded in groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from holdfast.escalation.models import Classification, Escalation
from holdfast.web.forms import Form


@dataclass(frozen=True, slots=True)
class Act:
    """A form behind its heading, posted to `to`; without a form, a page of its own there."""

    words: str
    icon: str
    to: str
    form: Form | None = None
    button: str = ""
    main: bool = True  # the button is marked as the thing to do
    hint: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Acts under one heading, folded; open where one of them is."""

    name: str
    acts: list[Act]
    is_open: bool


def offered_acts(
    escalation: Escalation,
    forms: Mapping[str, Form],
    *,
    by_raiser: bool,
    classed: Classification | None,
    writes_lesson: bool,
    pages: Iterable[str],
) -> dict[str, Any]:
    """`forms` by their names as the page has them, `pages` what is done on a page of its own: asks,
    pieces, fixes, handovers/new. `writes_lesson` opens what should others know."""
    here = f"/escalations/{escalation.ref}"
    away = set(pages)

    def act(name: str, words: str, icon: str, to: str, button: str, **more: Any) -> list[Act]:
        form = forms.get(name)
        if form is None:
            return []
        more["is_open"] = bool(form.errors) or more.get("is_open", False)
        return [Act(words, icon, f"{here}/{to}", form, button, **more)]

    def page(to: str, words: str, icon: str) -> list[Act]:
        return [Act(words, icon, f"{here}/{to}")] if to in away else []

    close = (
        ("Close it…", "Close it")
        if by_raiser
        else ("Ask to close it…", f"Ask {escalation.raised_by}")
    )
    ended = not escalation.is_open
    lesson = act(
        "learn",
        "What should others know?…",
        "pen",
        "learnings",
        "Keep it",
        is_open=writes_lesson,
    )
    first = [
        *act(
            "decline",
            "Say no…",
            "cross",
            "decline",
            "Decline it",
            main=False,
            hint="Is the normal process too slow? Is the risk big enough? Where both are, accept it.",
        ),
        *act(
            "corner",
            "Cornered: I cannot move it on alone…",
            "alert",
            "cornered",
            "Ask for help now",
        ),
        *page("asks", "Ask for help…", "people"),
        *act("reopen", "Reopen it…", "rotation", "reopening", "Reopen it"),
        *(lesson if ended else []),
    ]
    pass_on = [
        *page("pieces", "Hand out a piece…", "plus"),
        *page("handovers/new", "Hand it over…", "hand-over"),
        *act(
            "pause",
            "Pause it until another day…" if escalation.pause_id else "Pause it…",
            "now",
            "pause",
            "Pause it",
        ),
        *act("close", close[0], "check", "closure-requests", close[1]),
        *act("merge", "It is a duplicate…", "link", "merge", "Merge it"),
    ]
    write_down = [
        *page("fixes", "Say who fixed it…", "pen"),
        *act(
            "classify",
            "Change what it turned out to be…" if classed else "What did it turn out to be?…",
            "flag",
            "classification",
            "Class it",
        ),
        *([] if ended else lesson),
        *act("link", "Link an incident or a page…", "link", "links", "Link it"),
        *act("regrade", "Change its severity…", "alert", "severity", "Change it"),
    ]
    groups = []
    for name, acts in (("Pass it on or end it", pass_on), ("Write down", write_down)):
        if len(acts) == 1:  # nothing to fold
            first += acts
        elif acts:
            groups.append(Group(name, acts, any(each.is_open for each in acts)))
    return {"acts": first, "groups": groups}
