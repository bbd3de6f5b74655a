"""Jira's inbox: what it said of an issue, heard by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from holdfast.jira.webhook import news_of
from holdfast.journal.inbox import Later, Never
from holdfast.journal.models import Incoming
from holdfast.tracker import actions

NAME = "jira"


class JiraSource:
    name = NAME
    lease = timedelta(seconds=60)  # our own database only

    def handle(self, incoming: Incoming, *, at: datetime) -> Later | Never | None:
        for standing in news_of(incoming.body):
            actions.hear(standing, tracker=NAME, at=at)
        return None
