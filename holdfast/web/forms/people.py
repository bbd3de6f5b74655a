"""The forms about people. Their fields are the columns of the directory."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import QueryDict

from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Person
from holdfast.people.models.person import Role
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, day, line, taken, text, upload

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _days(numbers: str) -> str:
    """“0,1,2,3,4” is “Mon-Fri”; days that do not follow each other are listed."""
    days = sorted(int(each) for each in numbers.split(","))
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{_DAYS[days[0]]}-{_DAYS[days[-1]]}"
    return ", ".join(_DAYS[each] for each in days)


class Given(Form):
    """A form whose fields go to the action as one mapping of words, as a directory row does."""

    apart: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        given = {
            name: str(value) for name, value in self.cleaned_data.items() if name not in self.apart
        }
        return {"given": given, **{name: self.cleaned_data.get(name, "") for name in self.apart}}


class Hours(Given):
    slug: ClassVar = "hours"
    zone = line("Time zone", hint="Such as Europe/Berlin.", short=True)
    hours = line("Working hours", hint="Such as 09:00-17:00.", short=True)
    workdays = line("Working days", hint="Such as Mon-Fri.", short=True)
    holidays = line(
        "Public holidays of",
        optional=True,
        hint="A country such as DE, or a part of one such as US-CA.",
        short=True,
    )

    @staticmethod
    def of(person: Person) -> dict[str, str]:
        return {
            "zone": person.zone,
            "hours": f"{person.day_starts:%H:%M}-{person.day_ends:%H:%M}",
            "workdays": _days(person.workdays),
            "holidays": person.holidays,
        }


class Facts(Hours):
    slug: ClassVar = "facts"
    field_order: tuple[str, ...] = ("name", "email", "role", "team", "manager", "zone")

    name = line("Name")
    email = line("Mail address", optional=True, kind="email", hint="Where Holdfast writes to.")
    role = choice("Role", Role.choices)
    team = line("Team", optional=True)
    manager = line("Manager", optional=True, hint="Their login here.")

    @staticmethod
    def of(person: Person) -> dict[str, str]:
        return {
            **Hours.of(person),
            "name": person.name,
            "email": person.email,
            "role": person.role,
            "team": str(person.team or ""),
            "manager": person.manager.login if person.manager else "",
        }


class New(Facts):
    slug: ClassVar = "new"
    apart: ClassVar = ("login",)
    field_order = ("login", *Facts.field_order)

    login = line("Login", hint="The GitHub login, as in the rotation table.")


class Absence(Form):
    slug: ClassVar = "absence"
    starts_on = day("First day away")
    ends_on = day("Last day away")
    reason = line("Why", optional=True, hint="Everybody can read it.")

    def clean(self) -> dict[str, Any]:
        for name in ("starts_on", "ends_on"):
            if name in self.cleaned_data and not self.cleaned_data[name]:
                self.add_error(name, "Give a day; one day away is the same day twice.")
        return self.cleaned_data


class Deactivate(Form):
    slug: ClassVar = "deactivate"
    reason = line("Why?", hint="Left the company, long leave, a wrong entry.")


class Password(Form):
    slug: ClassVar = "password"
    password = line(
        "New password", kind="password", hint="At least 12 characters.", autocomplete="new-password"
    )


class Directory(Form):
    slug: ClassVar = "directory"
    content = text(
        "Paste the directory as CSV",
        optional=True,
        hint="One line of column names: login, name, email, zone, hours, workdays, holidays, team, "
        "manager, role. All but login are optional; blank cells change nothing.",
        rows=12,
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


class Contact(Form):
    """One for each team on a page."""

    slug: ClassVar = "contact"
    contact = line(
        "Who answers for it?",
        optional=True,
        short=True,
        hint="Their login. Left empty, the managers of its people do.",
    )

    @staticmethod
    def slug_of(team: int) -> str:
        return f"team-{team}"

    def __init__(self, data: QueryDict | None = None, *, team: int, **given: Any) -> None:
        self.slug = self.slug_of(team)  # type: ignore[misc]  # keeps the ids of several apart
        super().__init__(data, **given)
