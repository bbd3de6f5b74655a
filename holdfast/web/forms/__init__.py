"""What the pages' forms have in common: our markup, and refusals shown at their field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db import IntegrityError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.utils.safestring import SafeString

from holdfast.kernel.refusal import Kind, Refusal
from holdfast.web.forms.fields import Pick

T = TypeVar("T")

STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
}


class Renderer(DjangoTemplates):
    form_template_name = "web/form/form.html"
    field_template_name = "web/form/field.html"


class Field(BoundField):
    """A field as it is drawn. Empty, it looks the same in every copy of its form: drawn once."""

    form: Form

    def as_field_group(self) -> SafeString:
        if self.form.is_bound or self.form.initial:
            return super().as_field_group()
        offered = self.field.offered if isinstance(self.field, Pick) else ()
        key = (type(self.form), self.name, offered)
        if key not in _drawn:
            if len(_drawn) >= _MOST_DRAWN:
                _drawn.clear()
            _drawn[key] = super().as_field_group()
        return _drawn[key]


_MOST_DRAWN = 500
_drawn: dict[Any, SafeString] = {}


class Form(forms.Form):
    """A form that judges nothing itself: an action does, and its refusal is shown at the field.

    So no field is `required` here; the sentence for a missing one is the domain's. `slug` keeps
    the ids of several forms on one page apart.
    """

    slug: ClassVar[str] = "form"
    # One for all: a renderer keeps the templates it has parsed.
    default_renderer = Renderer()
    bound_field_class = Field
    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            data,
            files,
            initial=dict(initial or {}),
            auto_id=f"{self.slug}-%s",
            label_suffix="",
        )
        self.status = HTTPStatus.OK
        self.refusal: Refusal | None = None

    def carry_out(self, action: Callable[..., T], **arguments: Any) -> T | None:
        """Call the action with what was typed; None when it is refused, the form then says why."""
        if not self.is_valid():
            self.status = HTTPStatus.UNPROCESSABLE_ENTITY
            self._focus_first_error()
            return None
        try:
            return action(**{**self.cleaned_data, **arguments})
        except IntegrityError:
            # The same form, sent twice at once: the second finds what the first one did.
            return self._again(action, arguments)
        except Refusal as refusal:
            self.refuse(refusal)
            return None

    def _again(self, action: Callable[..., T], arguments: Mapping[str, Any]) -> T | None:
        try:
            return action(**{**self.cleaned_data, **arguments})
        except Refusal as refusal:
            self.refuse(refusal)
            return None

    def refuse(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.status = STATUS[refusal.kind]
        known = refusal.field if refusal.field in self.fields else None
        self.is_valid()  # errors can only be added to a form that was looked at
        self.add_error(known, refusal.message)
        self._focus_first_error()

    def _focus_first_error(self) -> None:
        for field in self.visible_fields():
            if field.errors:
                field.field.widget.attrs["autofocus"] = True
                return
