"""Is Slack set up? Check by check, each with what to do where it is not.

What Slack must be asked for is asked when somebody presses the button (or while they watch the page)
and kept as a `Probe`; the rest stands in our own records. Nothing is changed in Slack but by the test
message, which somebody sends to themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.slack import client, identity
from holdfast.slack.errors import ASKING, Denied
from holdfast.slack.models import Account, Probe, Room, Workspace
from holdfast.slack.setup import manifest
from holdfast.slack.workspace import current, dm_of, look

SOCKET_SILENT = timedelta(minutes=2)
_AGAIN = timedelta(seconds=10)  # a check that is watched is made again so often
_HELD_BACK = timedelta(days=1)


class State(StrEnum):
    GREEN = "green"
    RED = "red"
    OPEN = "open"  # not looked at yet


@dataclass(frozen=True, slots=True)
class Check:
    """`says` is one sentence; where it is red it ends in what to do."""

    name: str
    title: str
    state: State
    says: str


class NotSo(Exception):
    """A check is red, and why."""


# --- what stands -----------------------------------------------------------------------------------


def standing(*, at: datetime) -> list[Check]:
    """Every check as it is known now; asks Slack nothing."""
    if not client.is_on():
        later = [_check(name, State.OPEN, "Comes after step 2.") for name in _TITLES]
        return [_settings(), *later[1:]]
    kept = {probe.name: probe for probe in Probe.objects.all()}
    return [
        _settings(),
        *(_kept(name, kept) for name in ("identity",)),
        _signed(current(), at=at),
        *(_kept(name, kept) for name in ("group", "channel", "message")),
    ]


def is_well(checks: list[Check]) -> bool:
    return all(check.state is State.GREEN for check in checks)


_TITLES = {
    "settings": "The settings are there",
    "identity": "Slack knows the app",
    "signed": "Slack reaches Holdfast",
    "group": "The group can be written",
    "channel": "The channel can be written",
    "message": "A message arrives",
}
_OPEN = {
    "identity": "Press “Check again”.",
    "group": "Choose a group in step 3.",
    "channel": "Choose a channel in step 3.",
    "message": "Press “Send me a test message”.",
}


def _check(name: str, state: State, says: str) -> Check:
    return Check(name, _TITLES[name], state, says)


def _kept(name: str, kept: dict[str, Probe]) -> Check:
    if name not in kept:
        return _check(name, State.OPEN, _OPEN[name])
    probe = kept[name]
    return _check(name, State.GREEN if probe.ok else State.RED, probe.says)


def _settings() -> Check:
    if not client.is_on():
        says = "Put the lines of step 2 into the environment and start Holdfast again."
        return _check("settings", State.RED, says)
    if not manifest.by_socket() and not manifest.reachable():
        says = (
            f"Slack calls only https addresses, and this one is {settings.BASE_URL}: set "
            "HOLDFAST_BASE_URL to one, or HOLDFAST_SLACK_APP_TOKEN to use Socket Mode."
        )
        return _check("settings", State.RED, says)
    way = "Socket Mode" if manifest.by_socket() else manifest.address()
    return _check("settings", State.GREEN, f"Slack is on, by {way}.")


def _signed(workspace: Workspace | None, *, at: datetime) -> Check:
    if manifest.by_socket():
        return _connected(workspace, at=at)
    if workspace is None or workspace.signed_at is None:
        says = (
            "Nothing came in yet: open the app's Home in Slack; if that changes nothing, press "
            f"Verify at its Request URL, {manifest.address()}."
        )
        return _check("signed", State.RED, says)
    if workspace.limited_at and at - workspace.limited_at < _HELD_BACK:
        says = (
            f"Slack held back events at {workspace.limited_at:%H:%M} UTC, too many came: join fewer "
            "channels by narrower patterns."
        )
        return _check("signed", State.RED, says)
    return _check(
        "signed",
        State.GREEN,
        f"The last signed request came {workspace.signed_at:%d %b, %H:%M} UTC.",
    )


def _connected(workspace: Workspace | None, *, at: datetime) -> Check:
    seen = workspace.socket_at if workspace else None
    if seen and at - seen < SOCKET_SILENT:
        return _check("signed", State.GREEN, "Socket Mode is connected.")
    says = (
        "Socket Mode is not connected: switch it on in the app's settings, check "
        "HOLDFAST_SLACK_APP_TOKEN (scope connections:write), and run holdfast up."
    )
    return _check("signed", State.RED, says)


# --- what Slack is asked ---------------------------------------------------------------------------


def run(*, at: datetime) -> list[Check]:
    """Ask Slack for everything that can be asked without a person; keep and return what came of it."""
    if client.is_on() and _probe("identity", lambda: _identity(at=at), at=at):
        room = Room.objects.filter(programme=default_programme()).first()
        if room and room.group_id:
            _probe("group", lambda: _group(room, at=at), at=at)
        if room and room.channel_id:
            _probe("channel", lambda: _channel(room, at=at), at=at)
    return standing(at=at)


def renew(*, at: datetime) -> list[Check]:
    """While somebody watches: what is not green is asked again, now and then."""
    found = standing(at=at)
    asked = [each for each in found if each.name in {"identity", "group", "channel"}]
    lately = Probe.objects.filter(name="identity", at__gt=at - _AGAIN)
    if not client.is_on() or is_well(asked) or lately.exists():
        return found
    return run(at=at)


def send_test(*, person: Person, at: datetime) -> Check:
    """A direct message to who asks for it."""
    if not client.is_on():
        return _settings()
    _probe("message", lambda: _message(person, at=at), at=at)
    return _kept("message", {probe.name: probe for probe in Probe.objects.filter(name="message")})


def _probe(name: str, look_at: Callable[[], str], *, at: datetime) -> bool:
    try:
        says, ok = look_at(), True
    except NotSo as wrong:
        says, ok = str(wrong), False
    except ASKING as error:
        says, ok = str(error), False
    Probe.objects.update_or_create(name=name, defaults={"ok": ok, "says": says, "at": at})
    return ok


def _identity(*, at: datetime) -> str:
    workspace = look(at=at)
    missing = sorted(set(manifest.scopes()) - set(workspace.scopes))
    needed = [scope for scope in missing if scope not in manifest.optional_scopes()]
    if needed:
        raise NotSo(
            f"The token lacks {', '.join(needed)}: paste the manifest of step 1 into the app's App "
            "Manifest page, install the app again and put its new token into the environment."
        )
    said = f"The app is {workspace.bot_user_id} in {workspace.name}."
    if missing:
        said += f" Left out by choice: {', '.join(missing)}."
    if more := sorted(set(workspace.scopes) - set(manifest.scopes())):
        said += f" It may more than it needs: {', '.join(more)}; take that away."
    return said


def _group(room: Room, *, at: datetime) -> str:
    groups = client.ask("usergroups_list", at=at).get("usergroups", [])
    found = next((each for each in groups if each["id"] == room.group_id), None)
    if found is None:
        raise NotSo(
            f"Slack has no group @{room.group_handle} any more, or it is disabled: choose another."
        )
    try:
        # Its own name again: the same permission as changing its people, and nothing changes.
        client.ask("usergroups_update", at=at, usergroup=room.group_id, name=found["name"])
    except Denied as denied:
        raise NotSo(
            f"Slack refuses changes of the group ({denied.code}): under Workspace settings, "
            "Permissions, User Groups, let everyone manage them, or fill the group by hand."
        ) from None
    return f"@{found['handle']} can be written."


def _channel(room: Room, *, at: datetime) -> str:
    found = client.ask("conversations_info", at=at, channel=room.channel_id)["channel"]
    name = found.get("name") or room.channel_name
    if found.get("is_archived"):
        raise NotSo(f"#{name} is archived: choose another channel.")
    if not found.get("is_member"):
        raise NotSo(f"Holdfast is not in #{name}: write /invite @Holdfast there.")
    return f"Holdfast is in #{name}."


def _message(person: Person, *, at: datetime) -> str:
    user_id = _slack_user(person, at=at)
    text = "This is Holdfast. Slack is set up: what you must know arrives here."
    client.ask("chat_postMessage", at=at, channel=dm_of(user_id, at=at), text=text)
    return f"{person} has it: look into your messages from Holdfast."


def _slack_user(person: Person, *, at: datetime) -> str:
    account = Account.objects.filter(person=person).first()
    if account is None and person.email:
        try:
            found = client.ask("users_lookupByEmail", at=at, email=person.email).get("user", {})
        except ASKING as error:
            if getattr(error, "code", "") != "users_not_found":
                raise
        else:
            identity.match(found, at=at)
            account = Account.objects.filter(person=person).first()
    if account is None:
        raise NotSo(
            "Slack knows nobody with your mail address: open the app's Home in Slack and press “Link "
            "your account”, then come back."
        )
    return account.user_id
