"""The forms around the intake: who is involved, who answers to the customer, customers."""

from __future__ import annotations

from typing import ClassVar

from holdfast.kernel.refusal import Invalid
from holdfast.web.forms import Form
from holdfast.web.forms.fields import day, line, taken, text, upload


class Involve(Form):
    slug: ClassVar = "involve"
    login = line("Their login", optional=True, hint="Of the company: they hear every update.")
    name = line("Or a name", optional=True, hint="Of somebody outside.")
    needs = text("What do they need?", optional=True, rows=2)


class NameSupport(Form):
    slug: ClassVar = "name-support"
    login = line("Their login", hint="Who owns the problem does not change by this.")


class Spoken(Form):
    slug: ClassVar = "spoken"
    note = line("What was said", optional=True)


class SaveCustomer(Form):
    slug: ClassVar = "customer"
    name = line("Name", hint="As your helpdesk calls them. A name that is here is changed.")
    ga_on = day("Live on", optional=True, hint="General availability, past or planned.")
    implementation_engineer = line(
        "Implementation engineer", optional=True, hint="Login of who leads until they are live."
    )
    support_engineer = line(
        "Support engineer", optional=True, hint="Login of who answers to them after that."
    )


class Customers(Form):
    slug: ClassVar = "customers"
    content = text(
        "Paste the customers as CSV",
        optional=True,
        hint="One line of column names: name, ga_on, implementation_engineer, support_engineer. All "
        "but name are optional; blank cells change nothing.",
        rows=10,
        mono=True,
    )
    file = upload("Or choose a file")

    def bytes(self) -> bytes:
        self.is_valid()
        file = self.cleaned_data.get("file")
        if file:
            return taken(file, field="file")
        pasted = self.cleaned_data.get("content") or ""
        if not pasted.strip():
            raise Invalid("Paste a CSV or choose a file; there was neither.", field="content")
        return pasted.encode()
