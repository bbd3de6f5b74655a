"""The forms of an escalation. What is wrong with an answer is said by the action."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from holdfast.escalation.models import Outcome
from holdfast.web.forms import Form
from holdfast.web.forms.closing import CLASSES
from holdfast.web.forms.fields import Words, choice, day, line, moment, pick, text

SEVERITIES = [
    (0, "sev0 — loss of service, or a security problem"),
    (1, "sev1 — most users limited, and no workaround"),
    (2, "sev2 — features slow or missing, a workaround exists"),
    (3, "sev3 — a question, or something to clarify"),
]


class Raise(Form):
    slug: ClassVar = "raise"

    title = line(
        "What is the problem, in one line?", hint="Such as: Indexing stops after upgrade to 5.3"
    )
    stakes = text(
        "What happens if it is not addressed?",
        hint="These are the stakes, and everybody asked for help will read them: what the customer "
        "cannot do, by when it hurts, what we could lose.",
        rows=4,
    )
    why_now = text(
        "Why can the normal process not solve it in time?",
        hint="What was tried, which team was asked, what stands in the way.",
        rows=4,
    )
    severity = choice(
        "How severe is it?",
        SEVERITIES,
        radio=True,
        hint="As in the contract. It sets how soon somebody must accept it and how often you hear "
        "from them.",
    )
    customer = line("Customer", optional=True, hint="As your helpdesk calls them.")
    first_response = text(
        "What did the first responder do already?",
        optional=True,
        hint="Before a customer is live the implementation engineer responds first, after that the "
        "support engineer. Left empty where it is not you, the escalation is flagged, not stopped.",
        rows=3,
    )
    origin_url = line(
        "Where was it first asked?",
        optional=True,
        kind="url",
        hint="The link to the ticket or thread. It goes with everything we send.",
    )

    support_engineer = line(
        "Who answers to the customer?",
        optional=True,
        hint="A login. Left empty, it is the customer's support engineer, or you if you are one.",
    )
    alert_team = line(
        "Whose alert found it?",
        optional=True,
        hint="The team that owns what rang, if an alert did: it is theirs to look at first.",
    )
    exec_asked = choice(
        "Did an executive ask for it?",
        [("", "No"), ("yes", "Yes")],
        radio=True,
        optional=True,
        hint="It is counted, and changes nothing else.",
    )

    def clean_exec_asked(self) -> bool:
        return bool(self.cleaned_data["exec_asked"])

    def clean_severity(self) -> int:
        # Nothing chosen is no severity: the action says which there are.
        chosen = self.cleaned_data["severity"]
        return int(chosen) if chosen else -1


class Accept(Form):
    slug: ClassVar = "accept"
    next_step = line(
        "Your next step", optional=True, hint="Left empty, it is a first look and a first update."
    )
    why = text(
        "Why does the normal process fail in time, as you see it?",
        optional=True,
        hint="The acceptance test: is the normal process too slow, and is the risk big enough?",
        rows=2,
    )


class Decline(Form):
    slug: ClassVar = "decline"
    reason = text("Why not?", hint="Everybody may be told no, with a reason. The raiser reads it.")
    alternative = text("What should they do instead?", optional=True)


class WriteUpdate(Form):
    slug: ClassVar = "update"
    text = text(
        "What is new?",
        hint="Everybody involved reads it. “No news, still waiting” helps too.",
        rows=4,
    )
    next_step = line("Next step", optional=True, hint="Left empty, the one before stands.")
    next_step_by = pick("Done by", nobody="Whoever is answerable", optional=True)
    next_step_on = day("Done on", optional=True)
    next_update_at = moment(
        "Next update at", optional=True, hint="Earlier than the policy asks, if you promised one."
    )


class Offer(Form):
    slug: ClassVar = "offer"
    to = pick("To whom?", nobody="Choose a person", hint="You own it until they accept.")
    note = text(
        "Handover note",
        hint="Where it stands, what was tried, who is involved, what is next.",
        rows=18,
    )


class DeclineOffer(Form):
    slug: ClassVar = "decline-offer"
    reason = text("Why not?", hint="It stays with its owner, who reads this and looks on.", rows=2)


class AskToClose(Form):
    slug: ClassVar = "close"
    # A duplicate is merged instead, so that nobody of it is forgotten.
    outcome = choice(
        "How did it end?",
        [each for each in Outcome.choices if each[0] != Outcome.DUPLICATE],
        radio=True,
    )
    reason = text("What was done, or what changed?", hint="The raiser reads it and agrees or not.")
    classed = choice(
        "What did it turn out to be?",
        CLASSES,
        optional=True,
        hint="Can also be said later.",
    )
    evidence = text("What shows it?", optional=True, rows=2)


class AnswerClosing(Form):
    slug: ClassVar = "answer"
    agree = Words(required=False, widget=forms.HiddenInput)
    note = text(
        "A word to the owner",
        optional=True,
        hint="Needed when it should stay open: what is still missing?",
        rows=2,
    )

    def clean_agree(self) -> bool:
        return bool(self.cleaned_data["agree"] == "yes")


class Reopen(Form):
    slug: ClassVar = "reopen"
    reason = text("What came back, or what is new?", rows=2)
