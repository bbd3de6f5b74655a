"""Who is acting, from where: what every action takes as `by=`."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A caller's own name for one request, so that a repeat of it changes nothing.

    `digest` tells a repeat of the same request from another one under the same key.
    """

    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting through a surface (`web`, `api`, `cli`, ...), or the clock.

    The clock acts without a person: `person_id` is None and `via` is "clock".
    """

    person_id: int | None
    login: str
    role: str
    via: str
    request: RequestKey | None = None

    def with_request(self, request: RequestKey | None) -> Actor:
        return replace(self, request=request)


CLOCK = Actor(person_id=None, login="", role="clock", via="clock")
