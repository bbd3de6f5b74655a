"""The forms of paper cuts."""

from __future__ import annotations

from typing import ClassVar

from holdfast.papercut.models import Judgement, Part
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, line, pick, text, upload
from holdfast.web.forms.people import Directory


class WriteCut(Form):
    slug: ClassVar = "cut"
    title = line("What is the gap, in a line?", hint="Such as: The export loses the time zone.")
    gap = text("What hurts?", optional=True, hint="Who meets it, and when.")
    impact = line("What does it cost them?", optional=True, hint="Ten minutes of every import.")
    workaround = text("What do people do meanwhile?", optional=True, rows=2)
    url = line("Where is it written up?", optional=True, kind="url")


class AddCut(WriteCut):
    customer = line("Which customer asks for it?", optional=True, hint="More can be added later.")


class RankCut(Form):
    slug: ClassVar = "rank"
    position = line("Position", short=True, hint="1 is the top.", inputmode="numeric")
    seen = line("Seen", optional=True)
    why = line("Why there?", optional=True)

    def clean(self) -> dict[str, object]:
        said = dict(self.cleaned_data)
        said["position"] = _number(said.get("position"))
        said["seen"] = _number(said.get("seen"))
        return said


def _number(value: str | None) -> int | None:
    value = (value or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else None


class EstimateCut(Form):
    slug: ClassVar = "estimate"
    days = line("Working days of one engineer", short=True, inputmode="decimal")
    note = line("What is in it?", optional=True)


class JudgeCut(Form):
    slug: ClassVar = "judge"
    verdict = choice("Does product want it?", Judgement.Verdict.choices, radio=True)
    reason = line("Why?", optional=True, hint="Needed for not now and no.")


class HandBack(Form):
    slug: ClassVar = "hand-back"
    reason = line("Why?", optional=True, hint="What the next one should know.")


class Ship(Form):
    slug: ClassVar = "ship"
    words = text(
        "What may its customers hear?",
        optional=True,
        hint="It goes to everybody who passed a wish on.",
        rows=2,
    )
    url = line("Where is the change described?", optional=True, kind="url")
    days = line(
        "Working days it took",
        optional=True,
        short=True,
        hint="Empty: what was counted, without the time customers interrupted it.",
        inputmode="decimal",
    )


class DropCut(Form):
    slug: ClassVar = "drop"
    reason = line("Why will nobody do it?", hint="Whoever asked for it reads it.")


class WishFor(Form):
    slug: ClassVar = "wish"
    customer = line("Which customer?")
    impact = line("What does it cost them?", optional=True)
    url = line("Where did they ask?", optional=True, kind="url")
    person = line(
        "Who tells them when it is there?", optional=True, short=True, hint="A login; empty is you."
    )


class GiveVoice(Form):
    slug: ClassVar = "voice"
    login = pick("Who", nobody="Choose somebody")
    part = choice("speaks for", Part.choices)


class CutsFile(Directory):
    slug: ClassVar = "cuts"
    content = text(
        "Paste the backlog as CSV",
        optional=True,
        hint="One line of column names: title, gap, customers (several with ; between them), impact, "
        "workaround, url, rank, estimate (working days). All but title are optional.",
        rows=10,
        mono=True,
    )
    file = upload("Or choose a file")
