"""The examples of docs/metrics.md: read, played through the real actions, and shown as they are there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from holdfast.insight.queries.flow import flow
from holdfast.insight.queries.period import period
from holdfast.insight.queries.rotation import RotationFigures, rotation
from holdfast.insight.rules.definitions import FLOW
from holdfast.insight.rules.figures import Share, Spread
from holdfast.people.actions import change_policy
from holdfast.rotation.actions import confirm_seat
from holdfast.rotation.models import Seat, Window
from tests.cast import Story

DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"
_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) (\w+) (.+)")


def examples() -> dict[str, list[str]]:
    """By figure, its lines; the last is the result."""
    blocks = re.findall(r"```text\n(\w+)\n(.*?)\n```", DOCS.read_text(), re.DOTALL)
    return {name: lines.split("\n") for name, lines in blocks}


class Play:
    """One example, on a stage where the cast stands."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.days = date(2026, 3, 1), date(2026, 4, 1)
        self.ends = datetime(2026, 4, 1, 12, tzinfo=UTC)
        self.issues, self.pieces, self.offered = {}, {}, {}

    def result(self, name: str, lines: list[str]) -> str:
        """Play it; the figure as the example writes it."""
        moves = []
        for line in lines:
            if found := _LINE.fullmatch(line):
                moves.append((moment(found[1]), found[2], found[3]))
            else:
                self.set(line)
        for at, who, words in sorted(moves, key=lambda move: move[0]):
            self.story.now = at
            self.say(who, words)
        self.story.now = self.ends
        return shown(name, self.figures(name))

    def figures(self, name: str):
        programme = self.story.programme
        asked = period(programme, *self.days)
        find = flow if name in FLOW else rotation
        return find(programme, asked, at=self.story.now)

    def set(self, line: str) -> None:
        word, rest = line.split(" ", 1)
        if word == "now":
            self.ends = moment(rest)
        elif word == "period":
            first, last = (date.fromisoformat(day) for day in rest.split(" to "))
            self.days = first, last + timedelta(days=1)
        elif word == "customers":
            change_policy(
                programme=self.story.programme,
                effective_on=date(2026, 3, 1),
                changes={"customer_zones": rest},
                reason="As they are.",
                by=self.story.of("ada"),
                at=datetime(2026, 2, 1, tzinfo=UTC),
            )
        else:
            days, login = rest.split(": ")
            first, last = (date.fromisoformat(day) for day in days.split(" to "))
            person = self.story.people[login]
            window = Window.objects.create(
                programme=self.story.programme, starts_on=first, ends_on=last, wanted=1
            )
            Seat.objects.create(window=window, person=person, source="hand", at=self.story.now)

    def say(self, who: str, words: str) -> None:
        verb, _, rest = words.partition(" ")
        if verb == "confirms":
            seat = Seat.objects.get(person__login=who, confirmation=None)
            confirm_seat(seat_id=seat.pk, by=self.story.of(who), at=self.story.now)
        else:
            getattr(self, verb)(who, *rest.replace(" of ", " ").replace(" as ", " ").split())

    def raises(self, who, name, severity, *more):
        facts = {"exec_asked": True} if more == ("for", "an", "executive") else {}
        if more and not facts:
            facts["customer"] = more[1]
        self.issues[name] = self.story.raised(by=who, severity=int(severity[3:]), **facts)

    def accepts(self, who, name):
        self.story.accept(self.issues[name], by=who)

    def declines(self, who, name):
        self.story.decline(self.issues[name], by=who, reason="No.")

    def updates(self, who, name):
        self.story.update(self.issues[name], str(self.story.now), by=who)

    def reopens(self, who, name):
        self.story.reopen(self.issues[name], by=who)

    def closes(self, who, name, outcome):
        self.story.ask_to_close(self.issues[name], by=who, outcome=outcome)

    def merges(self, who, name, _into, other):
        self.story.merge(self.issues[name], self.issues[other], by=who)

    def classifies(self, who, name, word):
        self.story.classify(self.issues[name], word, by=who)

    def offers(self, who, name, _to, other):
        self.offered[name] = self.story.offer(self.issues[name], to=other, by=who)

    def takes(self, who, name):
        self.story.take_over(self.offered[name], by=who)

    def refuses(self, who, name):
        self.story.refuse_offer(self.offered[name], by=who)

    def pauses(self, who, name, _until, day):
        self.story.pause(self.issues[name], date.fromisoformat(day), by=who)

    def resumes(self, who, name):
        self.story.resume(self.issues[name], by=who)

    def corners(self, who, name):
        self.story.corner(self.issues[name], by=who)

    def frees(self, who, name):
        self.story.free(self.issues[name], by=who)

    def hands(self, who, _out, piece, name):
        self.pieces[piece] = self.story.piece(self.issues[name], by=who)

    def bounces(self, who, piece):
        self.story.move(self.pieces[piece], "bounce", by=who, reason="Cannot reproduce.")

    def resends(self, who, piece):
        self.story.move(self.pieces[piece], "resend", by=who, evidence="Run it twice.")


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def shown(name: str, figures) -> str:
    """A figure as the examples write it."""
    value = getattr(figures, name)
    if isinstance(value, Spread):
        return f"median {value.median:g}, p90 {value.p90:g}, of {value.count}"
    if isinstance(value, Share):
        return f"{value.part} of {value.whole}"
    if isinstance(value, dict):
        return ", ".join(f"{word} {number}" for word, number in value.items())
    return _of_rotation(name, figures) if isinstance(figures, RotationFigures) else f"{value:g}"


def _of_rotation(name: str, figures: RotationFigures) -> str:
    value = getattr(figures, name)
    if name == "by_engineer":
        return ", ".join(f"{each.login} {each.days:g} days led {each.led}" for each in value)
    if name == "by_team":
        return ", ".join(
            f"{each.team} {each.engineers} engineers {each.days:g} days" for each in value
        )
    if name == "relief":
        days = (value.promised_days, value.acknowledged_days, value.done_days)
        words = zip(("promised", "acknowledged", "done"), days, strict=True)
        return f"{', '.join(f'{word} {n:g}' for word, n in words)}, of {value.reliefs}"
    if name == "exposure":
        return ", ".join(
            f"{each.login} {each.customers} customers {each.teams} teams {each.areas} areas"
            for each in value
        )
    return f"{value:g}"
