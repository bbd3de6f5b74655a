"""Who is acting, from where: what every action takes as `by=`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from holdfast.kernel.refusal import NotAllowed


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

    @property
    def person(self) -> int:
        """The number of the person acting, for what is done in somebody's own name."""
        if self.person_id is None:
            raise NotAllowed("This is done in a person's name; say whose.")
        return self.person_id

    def with_request(self, request: RequestKey | None) -> Actor:
        return replace(self, request=request)


CLOCK = Actor(person_id=None, login="", role="clock", via="clock")
