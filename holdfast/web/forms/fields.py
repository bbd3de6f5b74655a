"""The kinds of fields the forms are made of: a label, a hint, and whether it may be left out."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile

from holdfast.kernel.text import must_fit

F = TypeVar("F", bound=forms.Field)

# ((group, ((value, words), …)), …): what a <select> of people offers.
Choices = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


class Words(forms.CharField):
    """What somebody typed. A NUL is dropped, as actions drop every control character; Django would
    refuse it in words of its own, at a field where nobody can see it."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\x00", "")


def line(
    label: str,
    *,
    hint: str = "",
    optional: bool = False,
    kind: str = "text",
    short: bool = False,
    **attrs: str,
) -> forms.CharField:
    css = {"class": "short"} if short else {}
    widget = forms.TextInput({"type": kind, **css, **attrs})
    field = Words(label=label, help_text=hint, required=False, strip=False, widget=widget)
    return _marked(field, optional)


def text(
    label: str, *, hint: str = "", optional: bool = False, rows: int = 3, mono: bool = False
) -> forms.CharField:
    attrs: dict[str, Any] = {"rows": rows, "cols": ""}
    if mono:
        attrs |= {"class": "mono", "spellcheck": "false"}
    widget = forms.Textarea(attrs)
    field = Words(label=label, help_text=hint, required=False, strip=False, widget=widget)
    return _marked(field, optional)


def day(label: str, *, hint: str = "", optional: bool = False) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    field = forms.DateField(label=label, help_text=hint, required=False, widget=widget)
    field.error_messages["invalid"] = "This is not a date; write it as 2026-03-27."
    return _marked(field, optional)


def moment(label: str, *, hint: str = "", optional: bool = False) -> forms.DateTimeField:
    """A date and a time of day, in the viewer's zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    field = forms.DateTimeField(label=label, help_text=hint, required=False, widget=widget)
    field.error_messages["invalid"] = "This is not a time; write it as 2026-03-27 14:00."
    return _marked(field, optional)


def choice(
    label: str, choices: Any, *, hint: str = "", optional: bool = False, radio: bool = False
) -> forms.ChoiceField:
    widget = forms.RadioSelect() if radio else forms.Select({"class": "short"})
    field = forms.ChoiceField(
        label=label, help_text=hint, required=False, choices=choices, widget=widget
    )
    field.error_messages["invalid_choice"] = "Choose one of the list."
    return _marked(field, optional)


class Pick(Words):
    """One of many, such as people; the page gives the choices, the action judges the answer."""

    nobody = ""  # the words for choosing none of them

    def offer(self, choices: Choices) -> None:
        self.widget.choices = (("", self.nobody), *choices)


def pick(label: str, *, nobody: str, hint: str = "", optional: bool = False) -> Pick:
    widget = forms.Select({"class": "short"})
    field = Pick(label=label, help_text=hint, required=False, widget=widget)
    field.nobody = nobody
    return _marked(field, optional)


def upload(label: str) -> forms.FileField:
    return _marked(forms.FileField(label=label, required=False, allow_empty_file=True), True)


def taken(file: UploadedFile[bytes], *, field: str) -> bytes:
    """The bytes of a file somebody chose; a larger one than we take is not read into memory."""
    must_fit(file.size or 0, what=file.name or "The file", field=field)
    return bytes(file.read())


def _marked(field: F, optional: bool) -> F:
    # Every field is `required=False` for Django; what may be left out is marked for the reader.
    field.optional = optional  # type: ignore[attr-defined]
    return field
