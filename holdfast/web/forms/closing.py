"""The forms around the end of an escalation: its class, what was learned, a merge, its severity."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from holdfast.escalation.models import EscalationClass
from holdfast.escalation.rules.audience import AUDIENCES
from holdfast.kernel.refusal import Refusal
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, line
from holdfast.web.forms.fields import text as prose

CLASSES = [("", "Not known yet"), *EscalationClass.choices]
_TOOLING = "Where a tool would have helped, say Tooling and link it in what was learned."


class Classify(Form):
    slug: ClassVar = "classify"
    word = choice("What did it turn out to be?", EscalationClass.choices, hint=_TOOLING)
    evidence = prose("What shows it?", optional=True, rows=2)

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field == "class":
            refusal.field = "word"
        super().refuse(refusal)


class Learn(Form):
    slug: ClassVar = "learn"
    text = prose(
        "What should others know?",
        hint="What you would tell somebody who meets this next week.",
        rows=4,
    )
    audience = forms.MultipleChoiceField(
        label="Who should know?",
        choices=AUDIENCES.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose some of the list."},
    )
    customer_words = prose(
        "In the customer's words", optional=True, hint="Pain and gratitude alike.", rows=2
    )
    doc_url = line("Link to the documentation", optional=True, kind="url")
    tool_url = line("Link to the tool", optional=True, kind="url")


class Merge(Form):
    slug: ClassVar = "merge"
    into = line(
        "Which one survives?",
        hint="Such as ESC-42. This one is closed; what is still open of it, and everybody kept "
        "informed, goes over.",
        short=True,
    )
    reason = prose("How do you know?", optional=True, rows=2)


class Regrade(Form):
    slug: ClassVar = "regrade"
    severity = choice("How severe is it?", [(number, f"sev{number}") for number in range(4)])
    reason = prose("Why?", hint="Everybody involved reads it. The clock starts anew.", rows=2)

    def clean_severity(self) -> int:
        # Nothing chosen is no severity: the action says which there are.
        chosen = self.cleaned_data["severity"]
        return int(chosen) if chosen else -1
