"""The Web API's front door: the token, the contract, the scopes, the limits, then the method."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.slack import contract

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

Handler = Callable[["Workspace", "Args"], dict[str, Any]]
METHODS: dict[str, Handler] = {}

_JSON = {
    "attachments",
    "blocks",
    "changes",
    "criteria",
    "document_content",
    "metadata",
    "unfurls",
    "user_auth_blocks",
    "view",
}


class Refused(Exception):
    """Slack says no; `more` goes into the answer beside the error."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Args(dict[str, Any]):
    """The arguments of a call, however they were sent."""

    def flag(self, name: str, default: bool = False) -> bool:
        said = self.get(name)
        return default if said is None else said in (True, 1, "1", "true", "True")

    def listed(self, name: str) -> list[str]:
        said = self.get(name) or []
        return (
            said if isinstance(said, list) else [each.strip() for each in said.split(",") if each]
        )

    def count(self, name: str, default: int, most: int) -> int:
        try:
            limit = int(self.get(name) or default)
        except ValueError:
            raise Refused("invalid_limit") from None
        return max(1, min(limit, most))


@dataclass
class Call:
    method: str
    args: dict[str, Any]
    at: datetime
    answer: dict[str, Any] = field(default_factory=dict)
    retry_after: int = 0  # seconds, where there were too many

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str:
        return str(self.answer.get("error", ""))


@dataclass
class Reply:
    """What goes back over the wire; `cut` drops the line after the deed."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


def method(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        METHODS[name] = handler
        return handler

    return register


def answer(space: Workspace, name: str, raw: dict[str, Any], authorization: str) -> Reply:
    """Answer one call as Slack would."""
    args = _decoded(raw)
    token = authorization.removeprefix("Bearer ").strip() or args.pop("token", "")
    args.pop("token", None)
    call = Call(name, dict(args), space.now())
    with space.lock:
        space.log.append(call)
        cut = False
        try:
            fault = space.faults.next(name)
            if fault and fault.status != 200 and not fault.after:
                call.answer = {"ok": False, "error": fault.error}
                return Reply(fault.status, call.answer, fault.headers)
            _authorize(space, name, token)
            if fault and not fault.after:
                raise Refused(fault.error)  # noqa: TRY301 - one place turns it into an answer
            _contracted(space, name, args)
            _scoped(space, name, args)
            wait = space.faults.wait(name, space.room(args.get("channel")))
            if wait:
                call.answer, call.retry_after = {"ok": False, "error": "ratelimited"}, wait
                return Reply(429, call.answer, {"Retry-After": str(wait)})
            said = METHODS[name](space, args)
            call.answer = {"ok": True, **said}
            cut = bool(fault and fault.after)
        except Refused as refusal:
            call.answer = {"ok": False, "error": refusal.error, **refusal.more}
            if name in contract.METHODS and refusal.error not in contract.errors(name):
                space.complain(f"the stand-in answers {refusal.error} to {name}: Slack does not")
    headers = {"x-oauth-scopes": ",".join(sorted(space.scopes))}
    return Reply(200, call.answer, headers, cut=cut)


def _decoded(raw: dict[str, Any]) -> Args:
    args = Args()
    for name, value in raw.items():
        if name in _JSON and isinstance(value, str):
            try:
                args[name] = json.loads(value)
            except ValueError:
                args[name] = value
        elif value is not None:
            args[name] = value
    return args


def _authorize(space: Workspace, name: str, token: str) -> None:
    if not token:
        raise Refused("not_authed")
    # Socket Mode alone is opened with the app's own token.
    if token != (space.app_token if name == "apps.connections.open" else space.bot_token):
        raise Refused("invalid_auth")
    if space.revoked:
        raise Refused("token_revoked")
    if name not in METHODS:
        space.complain(f"{name} is called, which the stand-in does not know")
        raise Refused("unknown_method", req_method=name)


def _contracted(space: Workspace, name: str, args: Args) -> None:
    wrong = contract.problems(name, args)
    if wrong:
        space.complain(*wrong)
        raise Refused("invalid_arguments", response_metadata={"messages": wrong})


def _scoped(space: Workspace, name: str, args: Args) -> None:
    for kind in _kinds(space, name, args):
        enough = contract.scopes(name, kind)
        space.need(name, enough)
    if name in {"chat.postMessage", "chat.postEphemeral"} and (
        {"username", "icon_url", "icon_emoji"} & set(args)
    ):
        space.need(name, ["chat:write.customize"])


def _kinds(space: Workspace, name: str, args: Args) -> list[str | None]:
    """The kinds of conversations this call touches, which decide the scope."""
    if name in {"conversations.list", "users.conversations"}:
        named = {
            "public_channel": "public",
            "private_channel": "private",
            "im": "im",
            "mpim": "mpim",
        }
        types = args.listed("types") or ["public_channel"]
        if not set(types) <= set(named):
            raise Refused("invalid_types")
        return [named[each] for each in types]
    if name == "conversations.open":
        return ["mpim" if len(args.listed("users")) > 1 else "im"]
    if name.startswith("conversations.") and (found := space.find(args.get("channel"))):
        return [found.kind]
    return [None]
