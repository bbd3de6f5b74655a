"""Changing the policy: every number of it, the day it starts, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.forms import BoundField

from holdfast.kernel.refusal import Refusal
from holdfast.people.rules.policy import SEVERITIES
from holdfast.web.forms import Form
from holdfast.web.forms.fields import day, line, text

WORDS = {
    "zone": "Time zone",
    "handover_hour": "Handover hour",
    "day_starts": "Usual working day from",
    "day_ends": "Usual working day to",
    "window_days": "A window lasts",
    "window_tolerance_days": "Give or take",
    "seats_wanted": "Engineers in a window",
    "seats_least": "At least",
    "seats_most": "At most",
    "host_team": "The team that hosts them",
    "plan_windows": "Windows in a plan",
    "rest_days": "Rest between two seats",
    "most_halves": "Halves for a person in one plan",
    "team_cap": "People a home team spares at a time",
    "mentoring": "A first-timer sits beside somebody who has served",
    "absent_days": "Not there in a half when away for more than",
    "customer_zones": "Where customers are",
    "coverage_percent": "Of their working hours a window covers",
    "announce_weeks": "Open seats are announced ahead by",
    "sign_up_reminder_days": "Who has not answered is reminded every",
    "confirm_days": "An unconfirmed seat is asked about ahead by",
    "swap_expires": "An offered seat that nobody takes ends after",
    "pack_days": "The handover pack is made ahead by",
    "relief_days": "A relief nobody acknowledged is asked about ahead by, and every",
    "next_due_months": "A turn is due again after",
    "promotion_gate": "A promotion waits for a turn",
    "acknowledge": "Accepted within",
    "update": "Updates within",
    "grace": "After a reminder, the lead is told in",
    "repeat": "The lead is told again every",
    "offer_expires": "A handover offer ends after",
    "closure_answer": "A request to close is repeated after",
    "closure_reminders": "Silence closes it after so many reminders",
    "ask_answer": "An ask should be acknowledged within",
    "tag_answer": "A tag is said again after",
    "cornered_answer": "Who is cornered gets an answer within",
    "piece_silence": "A piece counts as silent after",
    "stagnation_updates": "Updates with the same next step that are a standstill",
    "long_absence_days": "An absence is long from",
    "sponsor": "The sponsor",
    "ga_buffer_days": "Implementation leads after go-live for",
    "paper_cut_days": "A paper cut is too large from",
    "engagement_target": "Issues that may reach engineering",
    "boundaries": "What the programme takes on, and what not",
}
BY_SEVERITY = ("acknowledge", "update")
GROUPS = {
    "The rotation": (
        *("zone", "handover_hour", "day_starts", "day_ends"),
        *("window_days", "window_tolerance_days"),
        *("seats_wanted", "seats_least", "seats_most", "host_team"),
    ),
    "The plan": (
        *("plan_windows", "rest_days", "most_halves", "team_cap", "mentoring", "absent_days"),
        *("customer_zones", "coverage_percent", "next_due_months", "promotion_gate"),
    ),
    "Said ahead": (
        *("announce_weeks", "sign_up_reminder_days", "confirm_days", "swap_expires", "pack_days"),
        "relief_days",
    ),
    "By severity": tuple(f"{name}__{severity}" for severity in SEVERITIES for name in BY_SEVERITY),
    "When nobody answers": (
        *("grace", "repeat", "offer_expires", "closure_answer", "closure_reminders"),
        *("ask_answer", "tag_answer", "cornered_answer", "sponsor"),
    ),
    "When nothing moves": ("piece_silence", "stagnation_updates", "long_absence_days"),
    "Who responds first": ("ga_buffer_days",),
    "Paper cuts": ("paper_cut_days",),
    "The target": ("engagement_target",),
}
_HINTS = {
    "zone": "Days of the rotation and policy start here, such as Europe/Berlin.",
    "handover_hour": "0 to 23: on a day two windows share, duty passes at this hour.",
    "day_starts": "For people whose own hours are not known.",
    "window_days": "In days.",
    "window_tolerance_days": "In days; a window outside it is flagged.",
    "grace": "Working time: 2h for hours, 1d for days.",
    "seats_least": "Engineers; with fewer it is an alarm.",
    "seats_most": "Engineers; nobody plans more.",
    "host_team": "Where engineers sit while they are on, such as Support.",
    "rest_days": "In days.",
    "most_halves": "A whole window is two.",
    "mentoring": "Yes or no.",
    "absent_days": "Working days.",
    "customer_zones": "Zones with weights: America/New_York 6, Europe/London 3. Empty: not known.",
    "coverage_percent": "In percent.",
    "announce_weeks": "In weeks, such as 8, 4, 2.",
    "sign_up_reminder_days": "In days.",
    "confirm_days": "In days.",
    "pack_days": "Working days before the boundary.",
    "relief_days": "In days; from the start on the lead hears it too.",
    "next_due_months": "In months.",
    "promotion_gate": "Yes or no. Never for who asked and got no seat.",
    "long_absence_days": "In days; then what they hold must be handed over.",
    "sponsor": "A login: who is asked last when an owner is cornered.",
    "ga_buffer_days": "In days. Left empty, the phase of a customer is unknown, and pages say so.",
    "paper_cut_days": "Working days; one estimated longer warns.",
    "engagement_target": "A part of one: 0.1 is 10 %.",
}


class Change(Form):
    slug: ClassVar = "policy"
    effective_on = day(
        "From which day on?", hint="Today or later; earlier figures keep their numbers."
    )
    reason = text("Why?", hint="It stands in the history beside the change.", rows=2)

    def __init__(self, current: Mapping[str, Any], data: Any = None, **initial: Any) -> None:
        self.current = flat(current)
        super().__init__(data, initial={**self.current, **initial})

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in GROUPS.items()]

    def changes(self) -> dict[str, Any]:
        """What was typed that differs from what is in force."""
        changes: dict[str, Any] = {}
        for name, now in self.current.items():
            typed = str(self.cleaned_data.get(name, "")).replace("\r\n", "\n")
            if typed.strip() == str(now).strip():
                continue
            number, _, severity = name.partition("__")
            if severity:
                changes.setdefault(number, {})[severity] = typed
            else:
                changes[name] = typed
        return changes

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field in BY_SEVERITY:
            refusal.field = f"{refusal.field}__0"
        super().refuse(refusal)


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """The policy with one name for each field of the form."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        if name in BY_SEVERITY:
            found |= {f"{name}__{severity}": value[str(severity)] for severity in SEVERITIES}
        else:
            found[name] = value
    return found


def _fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, words in WORDS.items():
        if name in BY_SEVERITY:
            for severity in SEVERITIES:
                fields[f"{name}__{severity}"] = line(
                    f"sev{severity}: {words[0].lower()}{words[1:]}", short=True
                )
        elif name == "boundaries":
            fields[name] = text(words, optional=True, rows=4)
        else:
            fields[name] = line(words, hint=_HINTS.get(name, ""), short=True)
    return fields


Change.base_fields = {**_fields(), **Change.base_fields}
