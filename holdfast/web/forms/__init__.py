"""What the pages' forms have in common: our markup, and refusals shown at their field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, ClassVar, Self, TypeVar, cast

from django import forms
from django.db import IntegrityError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.utils.safestring import SafeString

from holdfast.kernel.refusal import Kind, Refusal
from holdfast.web.forms.fields import Choices, Pick

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
    form: Form

    def as_field_group(self) -> SafeString:
        return self.form.once_drawn(self.name, super().as_field_group)


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
        self._drawn: dict[str, SafeString] | None = None

    @classmethod
    def blank(cls, choices: Choices = ()) -> Self:
        """The form before anybody typed anything, to be shown and not to be changed: it is the same
        object for everybody and keeps what it looks like. `choices` are offered by its picks."""
        return cast("Self", _blank(cls, choices))

    def keep_drawings(self) -> None:
        self._drawn = {}

    def once_drawn(self, part: str, draw: Callable[[], SafeString]) -> SafeString:
        """A part of the form as HTML; of a blank form it is drawn once."""
        if self._drawn is None:
            return draw()
        if part not in self._drawn:
            self._drawn[part] = draw()
        return self._drawn[part]

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return self.once_drawn("", partial(super().render, *args, **kwargs))

    __str__ = __html__ = render

    def offer(self, choices: Choices) -> None:
        """What its picks offer, under the words each has for choosing nobody."""
        for field in self.fields.values():
            if isinstance(field, Pick):
                field.offer(choices)

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


@lru_cache(maxsize=64)
def _blank(form: type[Form], choices: Choices) -> Form:
    made = form()
    made.offer(choices)
    made.keep_drawings()
    return made
