"""The forms of where a team's work lives, and of filing something there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import QueryDict

from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, line

_WHEN = (("", "When somebody says so"), ("yes", "At once, when a piece is handed to the team"))


class SetPlace(Form):
    """One for each team on a page."""

    slug: ClassVar = "place"
    tracker = choice("In which tracker?", ())
    where = line("Where in it?", hint="Such as acme/payments, or the key PAY.")
    by_itself = choice("When is a piece filed?", _WHEN, optional=True)

    @staticmethod
    def slug_of(team: int) -> str:
        return f"place-{team}"

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        team: int,
        choices: Sequence[tuple[str, str]] = (),
        **given: Any,
    ) -> None:
        self.slug = self.slug_of(team)  # type: ignore[misc]  # keeps the ids of several apart
        super().__init__(data, **given)
        self.fields["tracker"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "by_itself": self.cleaned_data.get("by_itself") == "yes"}


class FileIt(Form):
    """A button without fields; it still has to show why it was refused."""

    slug: ClassVar = "filing"

    @staticmethod
    def slug_of(noun: str, number: int) -> str:
        return f"filing-{noun}-{number}"

    def __init__(self, data: QueryDict | None = None, *, noun: str, number: int) -> None:
        self.slug = self.slug_of(noun, number)  # type: ignore[misc]  # as above
        super().__init__(data)
