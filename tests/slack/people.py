"""People: who they are, what they see, what they do in Slack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.slack.api import Args, Refused, method

if TYPE_CHECKING:
    from tests.slack.channels import Channel
    from tests.slack.messages import Ephemeral, Message
    from tests.slack.views import Home, Modal
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(eq=False)
class User:
    space: Workspace = field(repr=False)
    id: str
    name: str
    email: str = ""
    tz: str = "Etc/UTC"
    admin: bool = False
    bot: bool = False
    guest: bool = False
    deleted: bool = False
    real_name: str = ""
    modals: list[Modal] = field(default_factory=list, repr=False)
    published: Home | None = field(default=None, repr=False)
    ephemerals: list[Ephemeral] = field(default_factory=list, repr=False)

    def as_json(self, *, email: bool = True) -> Json:
        name = self.real_name or self.name
        offset = datetime.fromtimestamp(self.space.epoch(), ZoneInfo(self.tz)).utcoffset()
        profile = {
            "real_name": name,
            "real_name_normalized": name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "team": self.space.team_id,
        }
        if email and self.email and not self.bot:
            profile["email"] = self.email
        said: Json = {
            "id": self.id,
            "team_id": self.space.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.bot,
            "is_app_user": False,
            "updated": 1_700_000_000,
        }
        if self.deleted:
            return said
        return said | {
            "real_name": name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": self.admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
        }

    def mention(self) -> str:
        return f"<@{self.id}>"

    # What they see.

    @property
    def im(self) -> Channel:
        """Their direct messages with the app, opened where it was not."""
        return self.space.im(self)

    @property
    def dms(self) -> list[Message]:
        """What the app sent them directly, oldest first."""
        found = self.space.ims.get(self.id)
        return found.posts if found else []

    @property
    def seen(self) -> list[Ephemeral]:
        """What only they see, oldest first; what was taken away is gone."""
        return [each for each in self.ephemerals if not each.gone]

    @property
    def modal(self) -> Modal | None:
        """The view on top, or None."""
        return self.modals[-1] if self.modals else None

    @property
    def home(self) -> Home:
        """Their App Home. `open` makes the app publish it."""
        from tests.slack.views import Home

        if self.published is None:
            self.published = Home(self.space, self, {"type": "home", "blocks": []})
        return self.published

    # What they do.

    def tells_app(self, text: str, *, thread: Message | None = None) -> Message:
        """Write to the app directly."""
        return self.im.says(self, text, thread=thread)

    def changes(self, **what: Any) -> None:
        """Change name, email, tz, admin or deleted: user_change."""
        for name, value in what.items():
            setattr(self, name, value)
        self.space.inbound.emit(
            {"type": "user_change", "user": self.as_json(), "event_ts": self.space.next_ts()}
        )

    def deactivated(self) -> None:
        for group in self.space.groups.values():
            if self in group.members:
                group.members.remove(self)
        self.changes(deleted=True)


def _told(space: Workspace, user: User) -> Json:
    return user.as_json(email="users:read.email" in space.scopes)


def _everybody(space: Workspace) -> dict[str, User]:
    """The people, and who else Slack lists: itself, which is no bot by its own word, and the app."""
    slackbot = User(space, "USLACKBOT", "slackbot")
    own = User(space, space.bot_user_id, "holdfast", bot=True)
    return {slackbot.id: slackbot, own.id: own, **space.people}


@method("users.info")
def _info(space: Workspace, args: Args) -> Json:
    user = _everybody(space).get(args["user"])
    if not user:
        raise Refused("user_not_found")
    return {"user": _told(space, user)}


@method("users.list")
def _list(space: Workspace, args: Args) -> Json:
    page, more = space.page([*_everybody(space).values()], args, default=1000, most=1000)
    return {"members": [_told(space, each) for each in page], **more}


@method("users.lookupByEmail")
def _by_email(space: Workspace, args: Args) -> Json:
    for user in space.people.values():
        if user.email.lower() == args["email"].lower() and not user.deleted and user.email:
            return {"user": _told(space, user)}
    raise Refused("users_not_found")


@method("team.info")
def _team(space: Workspace, args: Args) -> Json:
    return {
        "team": {
            "id": space.team_id,
            "name": "Example",
            "domain": "example",
            "email_domain": "example.com",
            "url": space.url,
        }
    }


@method("auth.test")
def _auth(space: Workspace, args: Args) -> Json:
    return {
        "url": space.url,
        "team": "Example",
        "user": "holdfast",
        "team_id": space.team_id,
        "user_id": space.bot_user_id,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }
