"""Every mail of paper cuts and voices, with all that an event says and with nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import holdfast.telling
from holdfast.journal.models import Event
from holdfast.mail.render import render
from holdfast.people.models import Person
from tests.cast import START

TEMPLATES = Path(holdfast.telling.__file__).parent / "templates" / "telling"
KINDS = sorted(
    path.stem for begins in ("paper_cut", "voice") for path in TEMPLATES.glob(f"{begins}.*.txt")
)
SAID = {
    "title": "Exports & time zones <b>",
    "actor_name": "Lea Roth",
    "reason": "Solved elsewhere & well.",
    "verdict": "not_now",
    "engineer": "ana",
    "engineer_name": "Ana Ruiz",
    "customer": "Acme & Sons",
    "note": "A day.",
    "words": "It's there.",
    "part": "product",
    "wishes": [{"login": "sam", "customer": "Acme & Sons"}],
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_it_reads_well(kind: str):
    person = Person(login="sam", name="Sam Ode", email="sam@example.com", zone="Europe/Berlin")
    subject = "CUT-7" if kind.startswith("paper_cut") else "voice-3"
    for data in (SAID, {}):
        event = Event(pk=1, at=START, kind=kind, subject=subject, via="web", data=data)
        letter = render(event, person, key="mail:1:1")
        for leftover in ("None", "{{", "{%", "&amp;", "&#", "&lt;"):
            assert leftover not in letter.subject + letter.text
        assert letter.subject
        assert "\n" not in letter.subject
        assert "\n\n\n" not in letter.text
        assert "What to do: " in letter.text
        assert "/paper-cuts" in letter.text


def test_there_are_some():
    assert len(KINDS) >= 8
