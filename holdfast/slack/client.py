"""Asking Slack: one client without retries of its own (the ledger retries), its answers as classes.

`connection errors are retried by the delivery`: slack_sdk's own handler would post a message twice.
"""

from __future__ import annotations

import http.client
import re
import threading
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError

from django.conf import settings
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from holdfast.kernel import clock
from holdfast.slack import pace
from holdfast.slack.errors import LIMITED, Limited, Unanswered, Unreached, trouble

TIMEOUT = 10  # seconds, for the whole answer
INLINE = 2  # seconds, for what must be done within Slack's three
_TOO_MANY = 429
_BROKEN = 500
_CODE = re.compile(r"[a-z0-9_-]+")  # where slack_sdk met no JSON it writes a sentence instead


_here = threading.local()


def heard() -> int:
    """How often Slack did what this thread asked for: more than before means that it can be used."""
    return int(getattr(_here, "heard", 0))


def is_on() -> bool:
    """Whether this installation has a Slack app at all."""
    return bool(settings.SLACK_BOT_TOKEN)


def web_client(*, timeout: int = TIMEOUT) -> WebClient:
    return WebClient(
        token=settings.SLACK_BOT_TOKEN,
        base_url=settings.SLACK_API_URL,
        timeout=timeout,
        retry_handlers=[],
    )


def ask(call: str, *, at: datetime, timeout: int = TIMEOUT, **arguments: Any) -> dict[str, Any]:
    """Call a method by slack_sdk's name for it (`chat_postMessage`) and return what Slack answered.

    Raises Limited, Revoked, Outside, Gone, Denied, Refused, Unreached or Unanswered (errors.py). A
    limit is remembered for all workers; a method that is limited is not asked before.
    """
    return answered(call, at=at, timeout=timeout, **arguments)[0]


def answered(
    call: str, *, at: datetime, timeout: int = TIMEOUT, **arguments: Any
) -> tuple[dict[str, Any], dict[str, str]]:
    """As `ask`, with the headers of the answer, names in small letters."""
    method = _method(call)
    pace.wait_for(method, at=at)
    try:
        answer = getattr(web_client(timeout=timeout), call)(**arguments)
        _here.heard = heard() + 1
    except SlackApiError as error:
        raise _meant(method, error, at=at) from None
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise Unanswered(method, "it took too long") from None
        raise Unreached(method, str(error.reason)) from None
    except (TimeoutError, OSError, http.client.HTTPException) as error:
        raise Unanswered(method, str(error) or type(error).__name__) from None
    data = answer.data
    headers = {name.lower(): _first(value) for name, value in dict(answer.headers or {}).items()}
    return (dict(data) if isinstance(data, dict) else {}), headers


def _first(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value)


def _meant(method: str, error: SlackApiError, *, at: datetime) -> Exception:
    response = error.response
    if isinstance(response, dict):  # slack_sdk hands over some of what is no JSON as it came
        status, headers, said = response.get("status", 200), response.get("headers"), None
    else:
        status, headers, said = response.status_code, response.headers, response.data
    data = said if isinstance(said, dict) else {}
    code = str(data.get("error", ""))
    if status == _TOO_MANY or code in LIMITED:
        # From when Slack said it, not from when the work that asked was begun.
        until = max(at, clock.now()) + timedelta(seconds=_seconds(headers))
        pace.hold(method, until=until)
        return Limited(method, until)
    if status >= _BROKEN or not _CODE.fullmatch(code):
        # A proxy's page, or one of Slack's that says it is away: nobody knows what was done.
        return Unanswered(method, f"HTTP {status}")
    return trouble(method, code, needed=str(data.get("needed", "")))


def _seconds(headers: Any) -> float:
    """Retry-After in seconds; a minute where Slack does not say."""
    found = {name.lower(): value for name, value in dict(headers or {}).items()}.get("retry-after")
    value = found[0] if isinstance(found, list) and found else found
    try:
        return max(float(str(value)), 1.0)
    except ValueError:
        return 60.0


def _method(call: str) -> str:
    """Slack's name of a method of slack_sdk: chat_postMessage is chat.postMessage."""
    return re.sub("_", ".", call)
