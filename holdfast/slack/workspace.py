"""What we know of the workspace, and what keeps us from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import CLOCK
from holdfast.people.queries import admins
from holdfast.slack import client
from holdfast.slack.models import Account, Workspace


def current() -> Workspace | None:
    return Workspace.objects.order_by("-seen_at").first()


def look(*, at: datetime) -> Workspace:
    """Ask Slack who we are there (`auth.test`) and keep the answer; takes trouble away."""
    said, headers = client.answered("auth_test", at=at)
    scopes = sorted(each.strip() for each in headers.get("x-oauth-scopes", "").split(",") if each)
    workspace, _ = Workspace.objects.update_or_create(
        team_id=said["team_id"],
        defaults={
            "name": said.get("team", ""),
            "url": said.get("url", ""),
            "bot_user_id": said.get("user_id", ""),
            "bot_id": said.get("bot_id", ""),
            "scopes": scopes,
            "seen_at": at,
            "trouble": "",
            "trouble_at": None,
        },
    )
    return workspace


def note_trouble(words: str, *, at: datetime) -> None:
    """Slack cannot be used at all: the pages say so until it answers again, and the administrators
    are told once."""
    with transaction.atomic():
        if Workspace.objects.filter(trouble="").update(trouble=words, trouble_at=at):
            told = {"problem": words}
            record("slack.troubled", subject="slack", by=CLOCK, at=at, data=told, tell=admins())


def note_well() -> None:
    Workspace.objects.exclude(trouble="").update(trouble="", trouble_at=None)


def dm_of(user_id: str, *, at: datetime) -> str:
    """The channel of direct messages with somebody; asked of Slack once, where we know the account."""
    account = Account.objects.filter(user_id=user_id).first()
    if account and account.dm_id:
        return account.dm_id
    found = str(client.ask("conversations_open", at=at, users=user_id)["channel"]["id"])
    Account.objects.filter(user_id=user_id).update(dm_id=found)
    return found
