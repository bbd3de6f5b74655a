"""The forms of service and of waivers."""

from __future__ import annotations

from typing import ClassVar

from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, day, pick, text


class Waive(Form):
    slug: ClassVar = "waive"
    login = pick("Who asked and got no seat?", nobody="Choose a person")
    starts_on = day("From", hint="The period in which they asked.")
    ends_on = day("To")
    reason = text("Why?", hint="It stands with the waiver.", rows=2)


class StrikeHalf(Form):
    slug: ClassVar = "strike"
    reason = text("Why does it not count?", hint="The half stays on record, struck.", rows=2)


class CreditHalf(Form):
    slug: ClassVar = "credit"
    window_id = pick("Which window?", nobody="Choose a window")
    half = choice("Which half?", [("0", "The first half"), ("1", "The second half")], radio=True)
    reason = text("How do you know?", hint="It stands in their record.", rows=2)
