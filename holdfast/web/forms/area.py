"""The forms of the help directory."""

from __future__ import annotations

from typing import ClassVar

from holdfast.web.forms import Form
from holdfast.web.forms.fields import line, pick, text, upload
from holdfast.web.forms.people import Directory


class SaveArea(Form):
    slug: ClassVar = "area"
    name = line("Which part of the product?", hint="The same name again changes that entry.")
    keywords = line(
        "What do people write when it breaks?",
        optional=True,
        hint="Words with commas between them, such as: index, search results, zoekt",
    )
    team = pick("Which team answers for it?", nobody="Choose a team")
    person = line("Whom of it to ask first?", optional=True, short=True, hint="Their login.")
    note = line("How to ask them best?", optional=True, hint="A channel, a form, office hours.")


class AreaFile(Directory):
    slug: ClassVar = "areas"
    content = text(
        "Paste the help directory as CSV",
        optional=True,
        hint="One line of column names: area, keywords, team, person, note. The keywords of an area "
        "stand in quotes, with commas between them.",
        rows=12,
        mono=True,
    )
    file = upload("Or choose a file")
