"""What GitHub told us, worked on by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from holdfast.github.issue import standing
from holdfast.journal.inbox import Never
from holdfast.journal.models import Incoming
from holdfast.tracker.actions import hear

NAME = "github"
# Actions of the event `issues` that change where an issue stands.
MOVES = frozenset({"closed", "reopened", "edited", "opened"})


class GithubSource:
    name = NAME
    lease = timedelta(minutes=2)

    def handle(self, incoming: Incoming, *, at: datetime) -> Never | None:
        body = incoming.body
        try:
            said = standing(
                body["repository"]["full_name"], body["issue"], login=body["sender"]["login"]
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return Never(note="This is no issue as GitHub says it.")
        hear(said, tracker=NAME, at=at)
        return None
