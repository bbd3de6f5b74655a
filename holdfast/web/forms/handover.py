"""The form of one offer among several."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from holdfast.web.forms import Form
from holdfast.web.forms.fields import pick, text


class OfferOne(Form):
    """One row of the page that hands over several; its fields carry the ref before their names."""

    slug: ClassVar = "one"
    give = forms.BooleanField(label="Hand it over", required=False)
    to = pick("To whom?", nobody="Choose a person")
    note = text("Handover note", rows=8)

    def __init__(self, ref: str, data: QueryDict | None = None, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.prefix = ref

    @property
    def is_ticked(self) -> bool:
        """Was this one to be handed over?"""
        return self.is_valid() and bool(self.cleaned_data["give"])
