"""The way in: Bolt checks the signature, we write down what was said and answer at once.

Bolt does not know a repeat, and answers 404 to events it has no listener for, which Slack counts as
failures. So nothing is a listener of Bolt's: one middleware behind its checks takes everything into
the inbox, by Slack's own name for it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from holdfast.journal import inbox
from holdfast.kernel import clock
from holdfast.kernel.refusal import Refusal
from holdfast.slack import identity, modals
from holdfast.slack.calls import Call, Payload, register
from holdfast.slack.models import Workspace
from holdfast.slack.source import NAME

_NOTE_EVERY = timedelta(minutes=1)
_WRONG_TEAM = "This Holdfast belongs to another workspace; nothing was changed."
_UNKNOWN = "This button is from an older Holdfast; open the escalation again."


def bolt_app() -> App:
    """The app for the settings as they are; made once."""
    return _made(settings.SLACK_BOT_TOKEN, settings.SLACK_SIGNING_SECRET, settings.SLACK_API_URL)


@lru_cache(maxsize=4)
def _made(token: str, secret: str, _url: str) -> App:
    app = App(
        name="holdfast",
        # Socket Mode has no signatures; Bolt asks for a secret all the same.
        signing_secret=secret or "unset",
        client=WebClient(
            base_url=settings.SLACK_API_URL
        ),  # each request is authorized with the token
        authorize=lambda: _authorized(token),
        process_before_response=True,
        # Its level holds for all of Bolt's: at INFO a wrong signature would put the body into the log.
        logger=logging.getLogger("slack_bolt"),
        token_verification_enabled=False,
    )
    app.use(_take)
    return app


def _authorized(token: str) -> AuthorizeResult:
    """Who we are, from what Slack said when it was last asked: no call for each request."""
    known = Workspace.objects.order_by("-seen_at").first()
    return AuthorizeResult(
        enterprise_id=None,
        team_id=known.team_id if known else None,
        bot_user_id=known.bot_user_id if known else None,
        bot_id=known.bot_id if known else None,
        bot_token=token,
    )


def _take(body: Payload, req: BoltRequest, next: Callable[[], None]) -> BoltResponse:  # noqa: A002, ARG001
    return take(body, raw=req.raw_body, at=clock.now())


def take(payload: Payload, *, raw: str = "", at: datetime) -> BoltResponse:
    """What was said, by how it came; always 200, so that Slack does not say it again."""
    call = read(payload, raw=raw, at=at)
    if call is None:
        return _ok()
    note_signed(at)
    way = call.kind.partition(":")[0]
    # First of all, because it is most of what comes: dropped without asking the database.
    if way == "event" and not _wanted(call):
        return _ok()
    call = replace(call, payload=inbox.storable(call.payload))
    if wrong := _of_another_workspace(call):
        return wrong
    if way == "options":
        return _options(call)
    if way == "view" and (refused := _checked(call)):
        return refused
    if call.kind in register.opens and (answered := _opened(call)):
        return answered
    if way != "event" and call.kind not in register.works:
        return _ok() if call.kind in register.opens or way == "none" else _say(call, _UNKNOWN)
    inbox.receive(NAME, key=call.key, kind=call.kind, body=call.payload, at=at)
    return _closed(call) if way == "view" else _ok()


def _closed(call: Call) -> BoltResponse:
    """A form over a list closes with it: what lies under it shows how it was before."""
    over = call.view.get("previous_view_id")
    return _json({"response_action": "clear"}) if over else _ok()


def _wanted(call: Call) -> bool:
    wants = register.wants.get(call.kind)
    return wants is not None and wants(call.event)


_noted: list[datetime] = []


def note_signed(at: datetime) -> None:
    """Something with a right signature came in: known to the set-up page, once a minute."""
    if not _noted or at - _noted[-1] >= _NOTE_EVERY:
        _noted[:] = [at]
        Workspace.objects.update(signed_at=at)


def read(payload: Payload, *, raw: str = "", at: datetime) -> Call | None:
    """The call in a request; None for what has no meaning for us."""
    if "command" in payload:
        payload = {name: values[0] for name, values in parse_qs(raw).items()} or payload
        word = (str(payload.get("text", "")).split() or ["help"])[0].lower()
        known = f"command:{word}" in {*register.works, *register.opens}
        kind = f"command:{word if known else 'help'}"
        return Call(kind, f"command:{payload.get('trigger_id', '')}", payload, at)
    match payload.get("type"):
        case "event_callback":
            event = payload.get("event", {})
            return Call(f"event:{event.get('type', '')}", str(payload.get("event_id")), payload, at)
        case "block_actions":
            action = (payload.get("actions") or [{}])[0]
            name = str(action.get("action_id", "")).partition("|")[0]
            if action.get("type") == "button" and action.get("url"):
                return Call("none:link", "", payload, at)
            stamp = f"{action.get('action_ts', '')}:{payload.get('user', {}).get('id', '')}"
            return Call(f"click:{name}", f"click:{stamp}:{name}", payload, at)
        case "view_submission":
            view = payload.get("view", {})
            # The hash is of the view as it was shown: the same one sent again is a repeat.
            key = f"view:{view.get('id', '')}:{view.get('hash', '')}"
            return Call(f"view:{view.get('callback_id', '')}", key, payload, at)
        case "shortcut" | "message_action":
            key = f"shortcut:{payload.get('trigger_id', '')}"
            return Call(f"shortcut:{payload.get('callback_id', '')}", key, payload, at)
        case "block_suggestion":
            name = str(payload.get("action_id", "")).partition("|")[0]
            return Call(f"options:{name}", "", payload, at)
        case "app_rate_limited":
            key = f"app_rate_limited:{payload.get('minute_rate_limited', '')}"
            return Call("event:app_rate_limited", key, {**payload, "event": payload}, at)
    return None


def _of_another_workspace(call: Call) -> BoltResponse | None:
    known = set(Workspace.objects.values_list("team_id", flat=True))
    if not known or call.team_id in known:
        return None
    return _ok() if call.kind.startswith("event:") else _say(call, _WRONG_TEAM)


def _checked(call: Call) -> BoltResponse | None:
    """Errors in the form's own places; None where there are none."""
    check = register.checks.get(call.kind)
    if check is None:
        return None
    try:
        wrong = check(replace(call, person=identity.known(call.user_id)))
    except Refusal as refusal:
        return _json(
            {"response_action": "update", "view": modals.notice(refusal.message).to_dict()}
        )
    return _json({"response_action": "errors", "errors": wrong}) if wrong else None


def _opened(call: Call) -> BoltResponse | None:
    """Open its view now, while Slack's trigger lives; None where it has none to open."""
    person = identity.person_of(call.user_id, at=call.at, inline=True)
    try:
        view = (
            register.opens[call.kind](replace(call, person=person))
            if person
            else modals.who_are_you(call.user_id)
        )
    except Refusal as refusal:
        view = modals.notice(refusal.message)
    if view is None:
        return None
    modals.show(call, view)
    return _ok()


def _options(call: Call) -> BoltResponse:
    options = register.options.get(call.name)
    person = identity.known(call.user_id)
    found = options(replace(call, person=person)) if options and person else []
    return _json({"options": found[:100]})


def _say(call: Call, words: str) -> BoltResponse:
    """A word to who did it, in the answer itself where Slack shows that, else as a small view."""
    if call.kind.startswith("command:"):
        return _json({"response_type": "ephemeral", "text": words})
    if call.kind.startswith("view:"):
        return _json({"response_action": "update", "view": modals.notice(words).to_dict()})
    modals.show(call, modals.notice(words))
    return _ok()


def _ok() -> BoltResponse:
    return BoltResponse(status=200, body="")


def _json(data: dict[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(data), headers={"content-type": ["application/json"]}
    )
