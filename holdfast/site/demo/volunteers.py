"""The next windows of the sample company, and who would sit in which: what a plan is made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from holdfast.people.queries import default_programme
from holdfast.rotation import actions as rotation
from holdfast.rotation.models import Window
from holdfast.rotation.queries.table import as_rows
from holdfast.rotation.rules.sign_ups import BOTH, FIRST, SECOND, Said
from holdfast.rotation.rules.table import write_table
from holdfast.site.demo.company import acting

OPENED = 5
# What was said of the window that is over last and the one that runs, before they began. Zoe and
# Finn asked for both and got neither.
_SAID_BEFORE = {
    "ines": "n. e.",
    "oleg": "w. n.",
    "hugo": "e. n.",
    "finn": "w. w.",
    "zoe": "e. w.",
    "noor": "n. n.",
}
# A letter for each coming window: eager, willing, if needed, no, and a dot for no answer. After
# it, in lower case, the half they are there in.
_SAID = {
    "ines": ".. n. w. e. w. w. i.",
    "jonah": ".. .. w. i. e. w. n.",
    "mei": "e. n. n. w. w. i. e.",
    "oleg": "n. n. w. w. e. n. w.",
    "sade": "w. e. w. n. i. wf e.",
    "finn": "i. w. e. w. ws w. n.",
    "zoe": "w. w. n. e. w. e. w.",
    "hugo": "n. n. i. w. w. n. e.",
    "yara": "w. w. e. n. w. w. w.",
    "noor": "i. e. w. w. n. w. w.",
    "liam": "n. wf w. e. w. n. i.",
    "kira": "w. n. w. w. e. w. n.",
}  # Pavel has said nothing so far.
_CHOICES = {"n": 0, "i": 1, "w": 2, "e": 3}
_HALVES = {".": BOTH, "f": FIRST, "s": SECOND}


def sign_up(at: datetime) -> None:
    """The lead opened windows twelve days ago, and nearly everybody answered since."""
    begun = Window.objects.filter(starts_on__lte=at.date()).order_by("-starts_on")[:2]
    _say(_SAID_BEFORE, list(reversed(begun)), since=at - timedelta(days=44, hours=20), apart=1)
    nora, opened_at = acting("nora"), at - timedelta(days=12)
    rotation.open_windows(programme=default_programme(), count=OPENED, by=nora, at=opened_at)
    _table_of_all(opened_at + timedelta(hours=1))
    coming = list(Window.objects.filter(starts_on__gt=at.date()).order_by("starts_on"))
    _say(_SAID, coming, since=opened_at + timedelta(hours=5), apart=17)
    _take_part(at, opened_at)


def _say(sheet: dict[str, str], windows: list[Window], *, since: datetime, apart: int) -> None:
    """One person after the other, so many hours apart."""
    for number, (name, words) in enumerate(sheet.items()):
        said = {
            window.pk: Said(_CHOICES[word[0]], _HALVES[word[1]])
            for window, word in zip(windows, words.split(), strict=False)
            if word[0] in _CHOICES
        }
        rotation.sign_up_sheet(
            programme=default_programme(),
            login=f"{name}-example",
            said=said,
            by=acting(name),
            at=since + timedelta(hours=apart * number),
        )


def _table_of_all(at: datetime) -> None:
    """The wiki has the new windows too, so that reconciling has only people to speak of."""
    rows = [row for row in as_rows(default_programme()) if row.ends_on >= at.date()]
    upload = rotation.upload_table(
        programme=default_programme(),
        content=write_table(rows, format="markdown").encode(),
        name="sample-company.md",
        by=acting("nora"),
        at=at,
    )
    rotation.import_table(upload=upload, accept=(), by=acting("nora"), at=at)


def _take_part(at: datetime, opened_at: datetime) -> None:
    takes_part: dict[str, dict[str, Any]] = {
        "sade": {"halves": True},
        "finn": {"halves": True, "note": "Back at school in the mornings."},
        "liam": {"halves": True},
        "zoe": {"promotion_by": at.date() + timedelta(days=200)},
        "kira": {"allocation": 80, "note": "Four days a week."},
    }
    for name, changes in takes_part.items():
        rotation.change_volunteer(
            login=f"{name}-example", changes=changes, by=acting(name), at=opened_at
        )
