"""`Idempotency-Key`: the same POST sent again changes nothing and is answered alike.

The key goes with the actor into the action, which writes it on its event (unique in the database)
and recognises it when it comes again. Here is what only an edge can know: the header, and what to
do when two of the same arrive at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError
from django.http import HttpRequest

from holdfast.journal.queries import by_key
from holdfast.kernel.actor import Actor, RequestKey
from holdfast.kernel.refusal import Conflict, Invalid

HEADER = "Idempotency-Key"
LONGEST = 100

T = TypeVar("T")


def request_key(request: HttpRequest, person_id: int) -> RequestKey | None:
    """The caller's name for this request, and a digest that tells it from any other."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    key = key.strip()
    if not key or len(key) > LONGEST or not key.isprintable():
        raise Invalid(
            f"{HEADER} must have 1 to {LONGEST} printable characters; a UUID is a good one.",
            field=HEADER,
        )
    said = f"{request.method} {request.get_full_path()}\n".encode()
    return RequestKey(
        key=f"api:{person_id}:{key}", digest=hashlib.sha256(said + request.body).hexdigest()
    )


def once(by: Actor, call: Callable[[], T]) -> T:
    """The action; once more when somebody, or the same request sent twice, was faster.

    The loser of a race may meet a constraint of the database (IntegrityError); called again, the
    action sees what the winner did and says so. Two of the same request meet each other's event, or
    what it did (Conflict); called again, the action finds the event and answers as the winner was
    answered.
    """
    try:
        return call()
    except IntegrityError:
        return call()
    except Conflict:
        if by.request is None or by_key(by.request.key) is None:
            raise
        return call()
