"""Making an API token."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from holdfast.people.models import ApiToken
from holdfast.web.forms import Form
from holdfast.web.forms.fields import Words, choice, line

_WORDS = [
    (ApiToken.Scope.READ.value, "Read: look, change nothing"),
    (ApiToken.Scope.WRITE.value, "Read and write, as you"),
]
_ACT_AS = (ApiToken.Scope.ACT_AS.value, "Act for others: name anybody as who did it")


class Create(Form):
    slug: ClassVar = "token"
    label = line("What is it for?", optional=True, hint="So that you know later which to revoke.")
    scope = choice("What may it do?", _WORDS, radio=True)
    days = Words(
        label="Days it lasts",
        required=False,
        help_text="1 to 366.",
        widget=forms.NumberInput({"min": 1, "max": 366}),
    )

    def act_as_too(self) -> None:
        self.fields["scope"].choices = [*_WORDS, _ACT_AS]  # type: ignore[attr-defined]

    def clean_days(self) -> int:
        text = self.cleaned_data["days"].strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
