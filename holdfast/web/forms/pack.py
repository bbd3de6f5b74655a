"""The form of one item of a handover pack."""

from __future__ import annotations

from typing import ClassVar

from django.http import QueryDict

from holdfast.web.forms import Form
from holdfast.web.forms.fields import pick


class Decide(Form):
    """Keep it, or ask somebody; its field carries the ref before its name, as there are several."""

    slug: ClassVar = "decide"
    to = pick("Ask somebody to take it", nobody="Choose a person", optional=True)

    def __init__(self, ref: str, data: QueryDict | None = None, *, to: str = "") -> None:
        super().__init__(data, initial={"to": to})
        self.prefix = ref
