"""The figures of flow once more, slowly: straight from docs/metrics.md and the journal.

Shares no code with the fast way. It knows only events, asks each question anew of all of them, and looks
at a promise, a state or a stretch by going through the events one by one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import median

from holdfast.journal.models import Event

END = {"escalation.closed", "escalation.merged", "escalation.declined"}


def slow(since: datetime, until: datetime, *, at: datetime) -> dict[str, object]:
    # What happens at this very moment has happened.
    until = min(until, at + timedelta(microseconds=1))
    told = defaultdict(list)
    for event in Event.objects.filter(subject__startswith="ESC-").order_by("id"):
        told[event.subject].append(event)
    stories = list(told.values())

    def inside(moment) -> bool:
        return moment is not None and since <= moment < until

    raised = [s for s in stories if inside(s[0].at)]
    accepted = [s for s in stories if inside(first(s, "escalation.accepted"))]
    declined = [s for s in stories if ending(s) and is_no(ending(s)) and inside(ending(s).at)]
    closed = [s for s in stories if ending(s) and not is_no(ending(s)) and inside(ending(s).at)]
    closures = [c for s in stories for c in every_closure(s) if inside(c[0].at)]
    promises = [p for s in stories for p in every_promise(s, at) if inside(p[0])]
    there = [s for s in stories if was_open(s, until)]
    decided = {True: [], False: []}
    for each in accepted:
        decided[by_exec(each)].append("accepted")
    for each in declined:
        decided[by_exec(each)].append("declined")
    return {
        "raised": len(raised),
        "accepted": len(accepted),
        "declined": len(declined),
        "closed": len(closed),
        "open": len(there),
        "hours_to_acknowledge": of(
            hours(s[0].at, acknowledged(s)) for s in stories if inside(acknowledged(s))
        ),
        "hours_to_dri": of(hours(s[0].at, first(s, "escalation.accepted")) for s in accepted),
        "hours_to_close": of(
            hours(s[0].at, ending(s).at) for s in closed if outcome(s) != "duplicate"
        ),
        "update_adherence": (sum(met for _, met in promises), len(promises)),
        "cornered": of(h for s in stories for h in corners(s, since, until)),
        "bounces": times(stories, "piece.bounced", inside),
        "handovers": times(stories, "handover.accepted", inside),
        "standstills": times(stories, "escalation.stagnating", inside),
        "reopened": (sum(again for _, again in closures), len(closures)),
        "declines_exec": (decided[True].count("declined"), len(decided[True])),
        "declines_other": (decided[False].count("declined"), len(decided[False])),
        "by_class": dict(Counter(classed(s) for s in closed)),
        "by_outcome": dict(Counter(outcome(s) for s in closed)),
        "age_open": of(hours(s[0].at, until) / 24 for s in there),
    }


def first(events, kind):
    return next((event.at for event in events if event.kind == kind), None)


def times(stories, kind, inside) -> int:
    return sum(event.kind == kind and inside(event.at) for s in stories for event in s)


def by_exec(events) -> bool:
    return events[0].data.get("exec_asked", False)


def is_no(event) -> bool:
    return event.kind == "escalation.declined"


def ending(events):
    """The ending that stands: the last one, if no reopening follows it."""
    last = None
    for event in events:
        if event.kind in END:
            last = event
        if event.kind == "escalation.reopened":
            last = None
    return last


def outcome(events) -> str:
    end = ending(events)
    return "duplicate" if end.kind == "escalation.merged" else end.data["outcome"]


def classed(events) -> str:
    words = [e.data["class"] for e in events if e.kind == "escalation.classified"]
    return words[-1] if words else "unclassified"


def every_closure(events):
    """Each closure, and whether a reopening came after it."""
    for place, event in enumerate(events):
        if event.kind in {"escalation.closed", "escalation.merged"}:
            yield event, any(e.kind == "escalation.reopened" for e in events[place:])


def acknowledged(events):
    words = ("declined", "updated", "regraded", "classified", "closed", "merged")
    kinds = [f"escalation.{word}" for word in words] + ["closure.asked"]
    kinds += ["ask.acknowledged", "ask.agreed", "ask.declined", "ask.done"]
    for event in events:
        if event.kind == "escalation.accepted":
            return event.at
        if event.kind in kinds and event.by and event.by != events[0].by:
            return event.at
    return None


def was_open(events, moment) -> bool:
    state = False
    for event in events:
        if event.at < moment:
            if event.kind in {"escalation.raised", "escalation.reopened"}:
                state = True
            if event.kind in END:
                state = False
    return state


def corners(events, since, until):
    for place, event in enumerate(events):
        if event.kind != "cornered.called":
            continue
        freed = first(events[place:], "cornered.freed") or until
        if (event.at < until and freed > since) or (event.at < until and freed == until):
            yield hours(max(event.at, since), min(freed, until))


def every_promise(events, now):
    """When it was settled, and whether it was met."""
    for place, event in enumerate(events):
        promised = promise_after(events, place)
        if promised is None:
            continue
        is_new = event.kind == "escalation.updated" or promise_after(events, place - 1) != promised
        if not is_new:
            continue
        # What ends it: an update, or anything after which another one or none is promised.
        for later in range(place + 1, len(events)):
            after = events[later]
            updated = after.kind == "escalation.updated"
            if not updated and promise_after(events, later) == promised:
                continue
            if after.at > promised:
                yield promised, False
            elif updated:
                yield after.at, True
            break
        else:
            if now >= promised:
                yield promised, False


def promise_after(events, place):
    """The moment that stands after an event, if somebody owns it and it is not paused."""
    if place < 0:
        return None
    paused = False
    for event in events[: place + 1]:
        if event.kind == "escalation.paused":
            paused = True
        if event.kind == "escalation.resumed":
            paused = False
    last = events[place]
    if paused or last.kind in END or not last.data["people"].get("owner"):
        return None
    due = last.data.get("update_due_at")
    return datetime.fromisoformat(due) if due else None


def hours(begin, end) -> float:
    return (end - begin).total_seconds() / 3600


def of(values):
    found = sorted(values)
    if not found:
        return (0, None, None)
    return (len(found), round(median(found), 6), round(found[math.ceil(len(found) * 0.9) - 1], 6))
