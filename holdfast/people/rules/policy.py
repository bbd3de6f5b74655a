"""The programme's numbers, with their defaults. Every one of them can be changed from a day on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import line, optional
from holdfast.kernel.working_time import Allowance

SEVERITIES = (0, 1, 2, 3)
ONE_HOUR, TWO_HOURS = Allowance(hours=1), Allowance(hours=2)
ONE_DAY, TWO_DAYS, FIVE_DAYS = (Allowance(days=days) for days in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Policy:
    """What was flexible in the original programme, as data (R25, R34, R89)."""

    zone: str = "UTC"
    handover_hour: int = 9  # on a day that two windows share, the hour at which duty passes
    day_starts: time = time(9)  # for people whose own hours are not known
    day_ends: time = time(17)

    window_days: int = 28  # "rotations are 4 weeks"
    window_tolerance_days: int = 7
    seats_wanted: int = 2  # "~2 engineers"
    seats_least: int = 1  # fewer in a window is an alarm
    seats_most: int = 4  # more than this nobody plans, unless more are wanted
    host_team: str = ""  # where engineers sit while they are on: the support team (R1)

    # What a plan keeps to (docs/planning.md).
    plan_windows: int = 6  # how many windows are proposed at once
    rest_days: int = 84  # between two seats of a person
    most_halves: int = 4  # halves of windows for a person in one plan
    team_cap: int = 1  # people a home team spares at a time
    mentoring: bool = True  # a first-timer sits beside somebody who has served
    absent_days: int = 5  # away for more working days than this in a half, they are not there in it
    # Customers by time zone with their weight, "Europe/London 3, Asia/Tokyo 2"; empty is not known.
    customer_zones: str = ""
    coverage_percent: int = 60  # of their working hours that a window should cover (R27)

    # What the programme says ahead (R10, R29, R35).
    announce_weeks: str = "8, 4, 2"  # open seats are announced so many weeks before a window
    sign_up_reminder_days: int = 7  # between two reminders to who has not answered
    confirm_days: int = 14  # a seat nobody confirmed is asked about so long before it starts
    swap_expires: Allowance = FIVE_DAYS  # an offered seat that nobody takes
    pack_days: int = 2  # working days before a boundary at which its handover pack is made (R70)
    relief_days: int = (
        7  # a relief nobody acknowledged: ahead of the start, and every so often (R35)
    )
    next_due_months: int = 18  # a turn is due so long after the last one (R30)
    promotion_gate: bool = False  # does a promotion wait for a turn (R32); by default none does

    # What counts as much as a turn, by comma (R31).
    equivalents: str = "on-call lead, support embed"

    # How long an escalation may wait for an owner, and for its next update (R44, R48), by
    # severity; in working time of the person who owes it.
    acknowledge: Mapping[int, Allowance] = field(
        default_factory=lambda: {
            0: Allowance(hours=0.5),
            1: Allowance(hours=2),
            2: Allowance(hours=8),
            3: Allowance(days=2),
        }
    )
    update: Mapping[int, Allowance] = field(
        default_factory=lambda: {
            0: Allowance(hours=2),
            1: Allowance(days=1),
            2: Allowance(days=2),
            3: Allowance(days=5),
        }
    )
    grace: Allowance = TWO_HOURS  # after a nudge, before the lead is told
    repeat: Allowance = ONE_DAY  # how often the lead is told again
    offer_expires: Allowance = ONE_DAY  # a handover offer nobody answers
    closure_answer: Allowance = TWO_DAYS  # a request to close, before it is asked again
    closure_reminders: int = 2  # after so many and one more wait, silence closes it (R60)
    ask_answer: Allowance = ONE_DAY  # an ask nobody acknowledged, before the asker hears
    tag_answer: Allowance = ONE_HOUR  # a tag nobody answered, before it is said again (R4)
    cornered_answer: Allowance = TWO_HOURS  # a call out of the corner, before the next is asked
    piece_silence: Allowance = FIVE_DAYS  # a piece nobody moved counts as silent (R59)
    stagnation_updates: int = 3  # so many updates with the same next step are a standstill (R59)
    long_absence_days: int = 7  # away for longer, what somebody holds must be handed over
    sponsor: str = ""  # login of who is asked last, when an owner is cornered (R53)
    # After go-live, how long implementation leads (R86): the "x" of the original.
    ga_buffer_days: int | None = None

    paper_cut_days: int = 15  # a paper cut estimated longer warns: "2-3 weeks at most" (R62)
    engagement_target: float = 0.1  # "only engage Engineering on 10% or less of issues" (R77)
    boundaries: str = ""  # what the programme takes on and what not, in its own words (R89)
    # Tags of the helpdesk that say an issue only reports a fault of the product: it counts apart.
    defect_tags: str = "filed_defect"
    # The number of the ticket field that names an issue's team; empty is the helpdesk's group.
    issue_team_field: str = ""


def zones(text: str, *, field: str = "customer_zones") -> dict[str, int]:
    """“Europe/London 3, Asia/Tokyo 2”: weight by zone, in the order written; 1 where none is given.

    Raises Invalid for what is no zone, or no weight from 1 to 1,000.
    """
    found: dict[str, int] = {}
    for each in filter(None, (one.strip() for one in re.split("[,;]", text))):
        name, _, weight = each.partition(" ")
        weight = weight.strip() or "1"
        if not (weight.isascii() and weight.isdigit() and 1 <= int(weight) <= 1000):
            raise Invalid(
                f"“{each[:40]}” is no zone with a weight; write Europe/London 3.", field=field
            )
        found[zone(name, field=field)] = int(weight)
    return found


def weeks(text: str, *, field: str = "announce_weeks") -> tuple[int, ...]:
    """“8, 4, 2”: weeks ahead, the longest first. Raises Invalid for what is not from 1 to 52."""
    found = [each.strip() for each in re.split("[,; ]+", text) if each.strip()]
    if not all(each.isascii() and each.isdigit() and 1 <= int(each) <= 52 for each in found):
        raise Invalid("Weeks ahead are numbers from 1 to 52, such as 8, 4, 2.", field=field)
    return tuple(sorted({int(each) for each in found}, reverse=True))


def tags(text: str, *, field: str = "defect_tags") -> tuple[str, ...]:
    """“filed_defect, bug_report”: tags as a helpdesk writes them, in small letters. Raises Invalid for
    more than 20, or one that is longer than 100 characters."""
    found = tuple(dict.fromkeys(each.lower() for each in re.split("[,; ]+", text) if each))
    if len(found) > 20 or any(len(each) > 100 for each in found):
        raise Invalid("Tags are up to 20 words, such as filed_defect, bug_report.", field=field)
    return found


def field_number(text: str, *, field: str = "issue_team_field") -> int | None:
    """“360001234567”: the number of a field of the helpdesk; None for an empty text. Raises Invalid."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise Invalid(
            f"“{text[:40]}” is not the number of a ticket field; write one such as 360001234567.",
            field=field,
        )
    return int(text)


def kinds(text: str, *, field: str = "equivalents") -> tuple[str, ...]:
    """“on-call lead, support embed”: each once, in the order written. Raises Invalid for one that is
    too long."""
    found = [" ".join(each.split()) for each in text.split(",")]
    if long := next((each for each in found if len(each) > 60), None):
        raise Invalid(f"“{long[:60]}…” is too long a kind; keep it to 60 characters.", field=field)
    return tuple(dict.fromkeys(filter(None, found)))


_ALLOWANCES = {
    *("grace", "repeat", "offer_expires", "closure_answer"),
    *("ask_answer", "cornered_answer", "piece_silence", "swap_expires", "tag_answer"),
}
_BY_SEVERITY = {"acknowledge", "update"}
_TIMES = {"day_starts", "day_ends"}
_TEXTS = {"boundaries", "sponsor", "host_team"}
_SWITCHES = {"mentoring", "promotion_gate"}
# The least and the most of whole numbers that are not from 1 to 365.
_LIMITS = {
    "handover_hour": (0, 23),
    "seats_wanted": (1, 50),
    "seats_least": (0, 50),
    "seats_most": (1, 100),
    "plan_windows": (1, 60),
    "rest_days": (0, 1000),
    "team_cap": (1, 50),
    "absent_days": (0, 30),
    "coverage_percent": (0, 100),
    "pack_days": (1, 20),
    "relief_days": (1, 60),
    "next_due_months": (1, 120),
    "window_tolerance_days": (0, 60),
    "closure_reminders": (1, 10),
    "stagnation_updates": (2, 20),
    "ga_buffer_days": (0, 365),
}
_CLOCK_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2})(?::00)?)?")


def as_data(policy: Policy) -> dict[str, Any]:
    """The policy as JSON keeps it: allowances as "2h" or "1d", times as "09:00"."""
    data: dict[str, Any] = {}
    for each in fields(policy):
        value = getattr(policy, each.name)
        if each.name in _BY_SEVERITY:
            data[each.name] = {str(severity): _short(value[severity]) for severity in SEVERITIES}
        elif each.name in _ALLOWANCES:
            data[each.name] = _short(value)
        elif each.name in _TIMES:
            data[each.name] = value.strftime("%H:%M")
        else:
            data[each.name] = value
    return data


def from_data(data: Mapping[str, Any], *, base: Policy | None = None) -> Policy:
    """The policy that the data says, what it leaves out taken from `base` (the defaults).

    Raises Invalid with the name of the number at fault and what it may be.
    """
    known = {each.name for each in fields(Policy)}
    for name in data:
        if name not in known:
            raise Invalid(f"The policy has no “{name}”.", field=str(name))
    base = base or Policy()
    changes = {name: _read(name, value, base) for name, value in data.items()}
    policy = replace(base, **changes)
    if policy.day_starts >= policy.day_ends:
        raise Invalid("The usual working day must end after it starts.", field="day_ends")
    return policy


def _read(name: str, value: Any, base: Policy) -> Any:
    if name in _BY_SEVERITY:
        return _times_by_severity(name, value, getattr(base, name))
    if read := _reader(name):
        return read(name, value)
    if name == "ga_buffer_days" and value in {None, ""}:
        return None
    if name == "engagement_target":
        return _number(name, value, 0.0, 1.0)
    least, most = _LIMITS.get(name, (1, 365))
    number = _number(name, value, least, most)
    if number != int(number):
        raise Invalid(f"{name.replace('_', ' ').capitalize()} must be a whole number.", field=name)
    return int(number)


def _reader(name: str) -> Callable[[str, Any], Any] | None:
    """How a number that is no number is read."""
    if name in _ALLOWANCES:
        return lambda name, value: allowance(value, field=name)
    if name in _TIMES:
        return lambda name, value: clock_time(value, field=name)
    if name == "zone":
        return lambda name, value: zone(value, field=name)
    if name in _TEXTS:
        return _text
    if name in _LISTS:
        return _list
    return _switch if name in _SWITCHES else None


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(f"The {name} must be a text.", field=name)
    if name == "host_team":
        return line(value, field=name)
    if name == "sponsor":
        return line(value, field=name)[:80].lower().removeprefix("@")
    return optional(value, field=name)


_LISTS: dict[str, Callable[[str], Any]] = {
    "customer_zones": zones,
    "announce_weeks": weeks,
    "defect_tags": tags,
    "issue_team_field": field_number,
    "equivalents": kinds,
}


def _list(name: str, value: Any) -> str:
    """As it was written, once it can be read."""
    text = line(str(value if value is not None else ""), field=name)
    _LISTS[name](text)
    return text


def _switch(name: str, value: Any) -> bool:
    said = str(value).strip().lower()
    if said in {"yes", "true", "1", "on"}:
        return True
    if said in {"no", "false", "0", "off", ""}:
        return False
    raise Invalid(f"{name.replace('_', ' ').capitalize()} is yes or no.", field=name)


def _times_by_severity(
    name: str, value: Any, base: Mapping[int, Allowance]
) -> Mapping[int, Allowance]:
    severities = {str(severity): severity for severity in SEVERITIES}
    if not isinstance(value, Mapping) or {str(key) for key in value} - set(severities):
        words = name.capitalize()
        raise Invalid(f"{words} times go by severity, 0 to 3, such as 2h or 1d.", field=name)
    given = {
        severities[str(key)]: allowance(text, field=name, of=f"For sev{key}, ")
        for key, text in value.items()
    }
    return {**base, **given}


def _number(name: str, value: Any, least: float, most: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not least <= number <= most:
        words = name.replace("_", " ").capitalize()
        raise Invalid(f"{words} must be a number from {least:g} to {most:g}.", field=name)
    return number


def allowance(value: Any, *, field: str, of: str = "") -> Allowance:
    """“2h” is two working hours, “3d” three working days. `of` begins the sentence of a refusal."""
    text = str(value).strip().lower().replace(" ", "")
    unit, number = text[-1:], text[:-1]
    try:
        amount = float(number)
    except ValueError:
        amount = -1
    if unit == "h" and 0 < amount <= 1000:
        return Allowance(hours=amount)
    if unit == "d" and 1 <= amount <= 250 and amount == int(amount):
        return Allowance(days=int(amount))
    raise Invalid(
        f"{of}“{str(value)[:20]}” is not a length of working time; write 2h for hours or 3d for "
        "days.",
        field=field,
    )


def _short(value: Allowance) -> str:
    return f"{value.days}d" if value.days else f"{value.hours:g}h"


def zone(value: Any, *, field: str) -> str:
    text = str(value or "").strip()
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        raise Invalid(
            f"“{text[:40]}” is not a time zone; write one such as Europe/Berlin.", field=field
        ) from None


def clock_time(value: Any, *, field: str) -> time:
    """“9”, “9:00” and “09:00” are the same; seconds, as a spreadsheet adds them, must be none."""
    if isinstance(value, time):
        return value
    found = _CLOCK_TIME.fullmatch(str(value).strip())
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise Invalid(
        f"“{str(value)[:20]}” is not a time of day; write one such as 09:00.", field=field
    )
