"""Somebody's day through the edges: their pages, their program, their terminal and their mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from click.testing import CliRunner

from holdfast.journal.models import Delivery
from holdfast.mail.render import render
from holdfast.people.models import Person
from tests.api.client import Api
from tests.cast import Story
from tests.cli.conftest import Ran
from tests.web.conftest import Site


@dataclass(frozen=True)
class Mail:
    """A mail that somebody is owed, as they read it. `at` is when it was due to leave."""

    kind: str
    at: datetime
    subject: str
    text: str

    def __contains__(self, words: str) -> bool:
        return words in " ".join(self.text.split())


@dataclass
class Day:
    """The edges, all on the story's clock."""

    story: Story

    def at(self, login: str) -> Site:
        return Site(login)

    def api(self, login: str, scope: str = "write") -> Api:
        return Api(self.story, login, scope)

    def run(self, *words: str, stdin: str | None = None) -> Ran:
        from holdfast.cli.commands import holdfast

        result = CliRunner().invoke(holdfast, [str(word) for word in words], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return Ran(result.exit_code, result.stdout, result.stderr)

    def until(self, moment: datetime) -> None:
        """Time passes until a moment, and the sweeps run on the way."""
        assert moment > self.story.now, "stories only go forward"
        self.story.forward(seconds=(moment - self.story.now).total_seconds())

    def mails(self, login: str, kind: str = "") -> list[Mail]:
        """All that somebody is owed so far, the oldest first."""
        person = Person.objects.get(login=login)
        owed = Delivery.objects.filter(channel="mail", recipient=str(person.pk))
        if kind:
            owed = owed.filter(event__kind=kind)
        found = []
        for each in owed.order_by("id"):
            letter = render(each.event, person, key=each.key)
            found.append(Mail(each.event.kind, each.event.at, letter.subject, letter.text))
        return found

    def mail(self, login: str, kind: str) -> Mail:
        """The one mail of a kind that somebody is owed; the test fails where there are others."""
        found = self.mails(login, kind)
        assert len(found) == 1, (login, kind, [each.kind for each in self.mails(login)])
        return found[0]
