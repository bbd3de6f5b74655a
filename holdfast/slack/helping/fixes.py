"""Who fixed it and why, and who of the owning team reviewed it (R87, R88)."""

from __future__ import annotations

from holdfast.escalation import actions
from holdfast.slack.calls import Call
from holdfast.slack.helping.fields import Field, address, offered, text
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.offers import A_TEAM, ANYBODY
from holdfast.slack.helping.subjects import Subject, of_escalation
from holdfast.slack.text import said


def _fields(_subject: Subject) -> list[Field]:
    return [
        offered(
            "fixed_by",
            "Who fixed it?",
            by=ANYBODY,
            ask="Name who fixed it, by login.",
            hint="It need not be the owner. Type a name or a login.",
        ),
        text(
            "why",
            "Why was it them?",
            ask="Say why they fixed it themselves.",
            hint="Such as: the team’s queue, the time, who knew the code.",
        ),
        offered(
            "team",
            "Which team owns what was fixed?",
            by=A_TEAM,
            ask="Name the team that owns what was fixed.",
        ),
        offered(
            "reviewer",
            "Who of that team reviewed it?",
            by=ANYBODY,
            hint="Needed when whoever fixed it is of another team.",
        ),
        text(
            "exception",
            "If nobody of that team did: why?",
            hint="It then stands on the list of exceptions.",
        ),
        address("url", "The change", hint="The link to the pull request."),
    ]


def _record(call: Call, subject: Subject, given: Said) -> str:
    fix = actions.record_fix(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref}: {said(str(fix.person))} fixed it; that is kept."


Form(
    "escalation.fix",
    title="Who fixed it?",
    button="Keep it",
    about=of_escalation,
    word="record_fix",
    fields=_fields,
    act=_record,
    on_card=False,
).register()
