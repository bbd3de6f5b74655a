"""What we know of the workspace, and what keeps us from it."""

from __future__ import annotations

from datetime import datetime

from holdfast.slack import client
from holdfast.slack.models import Account, Workspace


def current() -> Workspace | None:
    return Workspace.objects.order_by("-seen_at").first()


def look(*, at: datetime) -> Workspace:
    """Ask Slack who we are there (`auth.test`) and keep the answer; takes trouble away."""
    said = client.ask("auth_test", at=at)
    workspace, _ = Workspace.objects.update_or_create(
        team_id=said["team_id"],
        defaults={
            "name": said.get("team", ""),
            "url": said.get("url", ""),
            "bot_user_id": said.get("user_id", ""),
            "bot_id": said.get("bot_id", ""),
            "seen_at": at,
            "trouble": "",
            "trouble_at": None,
        },
    )
    return workspace


def note_trouble(words: str, *, at: datetime) -> None:
    """Slack cannot be used at all: the pages say so until it answers again."""
    Workspace.objects.filter(trouble="").update(trouble=words, trouble_at=at)


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
