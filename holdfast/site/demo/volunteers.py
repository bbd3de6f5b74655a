"""The next windows of the sample company, and who would sit in which: what a plan is made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from holdfast.people.queries import default_programme
from holdfast.rotation import actions as rotation
from holdfast.rotation.models import Window
from holdfast.rotation.rules.sign_ups import BOTH, FIRST, SECOND, Said
from holdfast.site.demo.company import acting

OPENED = 5
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
    nora, opened_at = acting("nora"), at - timedelta(days=12)
    rotation.open_windows(programme=default_programme(), count=OPENED, by=nora, at=opened_at)
    coming = list(Window.objects.filter(starts_on__gt=at.date()).order_by("starts_on"))
    for number, (name, words) in enumerate(_SAID.items()):
        said = {
            window.pk: Said(_CHOICES[word[0]], _HALVES[word[1]])
            for window, word in zip(coming, words.split(), strict=False)
            if word[0] in _CHOICES
        }
        rotation.sign_up_sheet(
            programme=default_programme(),
            login=f"{name}-example",
            said=said,
            by=acting(name),
            at=opened_at + timedelta(hours=5 + 17 * number),
        )
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
