"""What is written down around its end: its class, its severity, what was learned, a merge, links."""

from __future__ import annotations

from holdfast.escalation import actions
from holdfast.escalation.models import EscalationClass, Link
from holdfast.escalation.queries import number_of
from holdfast.escalation.rules.audience import AUDIENCES
from holdfast.kernel.refusal import Invalid
from holdfast.slack.calls import Call
from holdfast.slack.helping.fields import Field, address, choice, line, text
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.press import on_press
from holdfast.slack.helping.subjects import Subject, number, of_escalation
from holdfast.slack.text import said

_SEVERITIES = [
    ("0", "sev0 — loss of service, or a security problem"),
    ("1", "sev1 — most users limited, and no workaround"),
    ("2", "sev2 — features slow or missing, a workaround exists"),
    ("3", "sev3 — a question, or something to clarify"),
]


def _classify(call: Call, subject: Subject, given: Said) -> str:
    made = actions.classify(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref} is classed: {made.get_word_display()}."


Form(
    "escalation.classify",
    title="What was it?",
    button="Class it",
    about=of_escalation,
    word="classify",
    fields=lambda _subject: [
        choice(
            "word",
            "What did it turn out to be?",
            EscalationClass.choices,
            ask="Say what it turned out to be.",
            hint="Where a tool would have helped, say Tooling and link it in what was learned.",
        ),
        text("evidence", "What shows it?"),
    ],
    act=_classify,
).register()


def _regrade(call: Call, subject: Subject, given: Said) -> str:
    severity = int(given["severity"])
    actions.regrade(
        ref=subject.ref, severity=severity, reason=given["reason"], by=call.actor, at=call.at
    )
    return f"{subject.ref} is sev{severity} now; everybody involved hears it."


Form(
    "escalation.regrade",
    title="Change its severity",
    button="Change it",
    about=of_escalation,
    word="regrade",
    fields=lambda subject: [
        choice(
            "severity",
            "How severe is it?",
            _SEVERITIES,
            ask="Severity is 0, 1, 2 or 3, as in the contract.",
            stands=str(subject.escalation.severity) if subject.escalation else "",
        ),
        text(
            "reason",
            "Why?",
            ask="Say why its severity changes; everybody involved reads it.",
            hint="Everybody involved reads it. The clock starts anew.",
        ),
    ],
    act=_regrade,
).register()


def _learn(call: Call, subject: Subject, given: Said) -> str:
    actions.learn(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref}: what was learned is kept, and who should know finds it."


Form(
    "escalation.learn",
    title="What was learned?",
    button="Keep it",
    about=of_escalation,
    word="learn",
    fields=lambda _subject: [
        text(
            "text",
            "What should others know?",
            ask="Write what others should know next time.",
            hint="What you would tell somebody who meets this next week.",
        ),
        Field(
            "many",
            "audience",
            "Who should know?",
            ask=f"Say who should know: {', '.join(AUDIENCES)}.",
            options=tuple(AUDIENCES.items()),
        ),
        text("customer_words", "In the customer's words", hint="Pain and gratitude alike."),
        address("doc_url", "Link to the documentation"),
        address("tool_url", "Link to the tool"),
    ],
    act=_learn,
    on_card=False,
).register()


def _other(_call: Call, subject: Subject, given: Said) -> None:
    wanted = number_of(given["into"])
    if not wanted:
        raise Invalid("Say which one survives, such as ESC-42.", field="into")
    if subject.escalation and wanted == subject.escalation.pk:
        raise Invalid(
            "An escalation cannot be merged into itself; name the other one.", field="into"
        )


def _merge(call: Call, subject: Subject, given: Said) -> str:
    done = actions.merge(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref} is merged into {done.into.ref}; everybody kept informed went over."


Form(
    "escalation.merge",
    title="It is a duplicate",
    button="Merge it",
    about=of_escalation,
    word="merge",
    fields=lambda _subject: [
        line(
            "into",
            "Which one survives?",
            ask="Say which one survives, such as ESC-42.",
            hint="Such as ESC-42. This one is closed; what is still open of it, and everybody kept "
            "informed, goes over.",
        ),
        text("reason", "How do you know?"),
    ],
    also=_other,
    act=_merge,
).register()


def _link(call: Call, subject: Subject, given: Said) -> str:
    actions.link(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"It is linked to {subject.ref}."


Form(
    "escalation.link",
    title="Link an incident",
    button="Link it",
    about=of_escalation,
    word="link",
    fields=lambda _subject: [
        address(
            "url",
            "Address",
            ask="Give the address to link to; it starts with https://.",
            hint="Of the incident, or of a page worth having at hand.",
        ),
        line("title", "What is it called?"),
        choice(
            "sort",
            "What is it?",
            Link.Sort.choices,
            ask="Say what it is.",
            stands=Link.Sort.INCIDENT.value,
        ),
    ],
    act=_link,
    on_card=False,
).register()


@on_press("link.remove")
def unlink(call: Call) -> str:
    done = actions.unlink(link_id=number(call.value, "link"), by=call.actor, at=call.at)
    return f"{said(str(done))} is linked no more."
