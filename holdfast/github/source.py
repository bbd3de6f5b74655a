"""GitHub's inbox: what it said of issues and pull requests, heard by the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from holdfast.github import client, pull
from holdfast.github.issue import DELETED, standing
from holdfast.journal.inbox import Later, Never
from holdfast.journal.models import Incoming
from holdfast.outside.errors import (
    DENIED_PAUSE,
    UNREACHED_PAUSE,
    Denied,
    Gone,
    Limited,
    Refused,
    Unreached,
)
from holdfast.tracker.port import State

NAME = "github"
_MOST_PAGES = 3  # of a hundred reviews each; each may take its 40 seconds


class GithubSource:
    name = NAME
    lease = timedelta(minutes=4)

    def handle(self, incoming: Incoming, *, at: datetime) -> Later | Never | None:
        if "pull" in incoming.body:
            return _pull(incoming.body["pull"], at=at)
        from holdfast.tracker.actions import hear

        body = incoming.body
        said = standing(body["repository"], body["issue"], login=body["login"])
        if body["action"] == "deleted":
            # Nothing can be said of it any more; the issue itself keeps its last change.
            last = max(said.changed_at, incoming.received_at)
            said = replace(said, state=State.DROPPED, words=DELETED, changed_at=last)
        hear(said, tracker=NAME, at=at)
        return None


def _pull(kept: dict[str, Any], *, at: datetime) -> Later | Never | None:
    """A review's webhook has that review only, so all are read; a breakdown is tried again."""
    where = f"{kept['repository']}#{kept['number']}"
    reviews: list[dict[str, Any]] = []
    if kept["refs"]:
        if not client.is_on():
            return Later(at + DENIED_PAUSE, f"Reviews of {where} need HOLDFAST_GITHUB_TOKEN.")
        path = f"repos/{kept['repository']}/pulls/{kept['number']}/reviews"
        try:
            reviews, _ = client.pages(path, at=at, most=_MOST_PAGES)
        except Limited as error:
            return Later(error.until, str(error))
        except Denied as error:
            return Later(at + DENIED_PAUSE, str(error))
        except Unreached as error:
            return Later(at + UNREACHED_PAUSE, str(error))
        except (Gone, Refused) as error:
            return Never(f"The reviews of {where} cannot be read: {error}")
    from holdfast.tracker import actions

    told = pull.told(kept, pull.approvals(reviews))
    actions.hear_pull(pull=told, at=at)  # type: ignore[attr-defined, unused-ignore]
    return None
