"""The form that links an escalation to an incident or another page."""

from __future__ import annotations

from typing import ClassVar

from holdfast.escalation.models import Link as LinkModel
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, line


class Link(Form):
    slug: ClassVar = "link"
    url = line("Address", kind="url", hint="Of the incident, or of a page worth having at hand.")
    title = line("What is it called?", optional=True)
    sort = choice("What is it?", LinkModel.Sort.choices)
