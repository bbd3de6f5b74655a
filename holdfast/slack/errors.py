"""What Slack's errors mean for what we owe, each with its own next step.

The classes follow Slack's own error codes (the method reference of docs.slack.dev).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

REVOKED = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "token_expired",
        "token_revoked",
        "team_access_not_granted",
        "org_login_required",
    }
)
OUTSIDE = frozenset({"not_in_channel", "channel_not_found"})
GONE = frozenset(
    {
        "is_archived",
        "is_inactive",
        "message_not_found",
        "thread_not_found",
        "cant_update_message",
        "edit_window_closed",
        "user_not_found",
        "users_not_found",
        "user_disabled",
        "cannot_dm_bot",
        "restricted_action_thread_locked",
    }
)
PERMISSION = frozenset(
    {
        "missing_scope",
        "permission_denied",
        "not_allowed_token_type",
        "no_permission",
        "restricted_action",
        "restricted_action_read_only_channel",
        "paid_teams_only",
        "plan_upgrade_required",
        "paid_only",
        "free_teams_cannot_create_canvases",
        "ekm_access_denied",
        "access_denied",
    }
)
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Slack broke down while it worked: it may have been done.
BROKEN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


@dataclass
class Trouble(Exception):
    """Slack did not do it. `code` is Slack's word, `method` what was asked."""

    method: str
    code: str
    needed: str = ""

    def __str__(self) -> str:
        return f"Slack said “{self.code}” to {self.method}."


class Revoked(Trouble):
    """The token is worth nothing any more: nothing goes out until somebody installs the app again."""

    def __str__(self) -> str:
        return (
            f"Slack refuses our token ({self.code}). Install the app again and put "
            "the new token into HOLDFAST_SLACK_BOT_TOKEN."
        )


class Outside(Trouble):
    """We are not in the channel: somebody must invite the app."""

    def __str__(self) -> str:
        return f"Holdfast is not in that channel ({self.code}); invite it there with /invite."


class Gone(Trouble):
    """The place is archived or deleted: it will not take anything ever again."""


class Denied(Trouble):
    """A permission or a paid plan is missing: an administrator of Slack must change it."""

    def __str__(self) -> str:
        needed = f" It needs {self.needed}." if self.needed else ""
        return f"Slack does not allow us {self.method} ({self.code}).{needed}"


class Refused(Trouble):
    """Slack does not take what we made: a fault of ours."""


@dataclass
class Limited(Exception):
    """Too many: not before `until`."""

    method: str
    until: datetime

    def __str__(self) -> str:
        return f"Slack limits {self.method} until {self.until:%H:%M:%S} UTC."


@dataclass
class Unreached(Exception):
    """The call never got there: it can be made again."""

    method: str
    why: str

    def __str__(self) -> str:
        return f"Slack cannot be reached: {self.why}"


@dataclass
class Unanswered(Exception):
    """The call was made and no answer came: it may have been done."""

    method: str
    why: str

    def __str__(self) -> str:
        return f"Slack gave no answer to {self.method}: {self.why}"


# Whatever can come of asking Slack.
ASKING = (Trouble, Limited, Unreached, Unanswered)

_CLASSES: tuple[tuple[frozenset[str], type[Trouble]], ...] = (
    (REVOKED, Revoked),
    (OUTSIDE, Outside),
    (GONE, Gone),
    (PERMISSION, Denied),
)


def trouble(method: str, code: str, *, needed: str = "") -> Exception:
    """The class of an error code; what no class knows is a fault of ours."""
    if code in BROKEN:
        return Unanswered(method, code)
    for codes, found in _CLASSES:
        if code in codes:
            return found(method, code, needed)
    return Refused(method, code, needed)


# How long what waits for somebody to mend something is left alone.
REVOKED_PAUSE = timedelta(minutes=15)
OUTSIDE_PAUSE = timedelta(hours=1)
DENIED_PAUSE = timedelta(hours=6)
