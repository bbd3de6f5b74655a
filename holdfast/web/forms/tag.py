"""The form of a tag."""

from __future__ import annotations

from typing import ClassVar

from holdfast.web.forms import Form
from holdfast.web.forms.fields import text


class Dismiss(Form):
    slug: ClassVar = "dismiss"
    reason = text("Why is it no escalation?", hint="Who called for help reads it.", rows=3)
