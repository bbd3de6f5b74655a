"""The places of the product, and which of them a page belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the navigation; `wide` ones are left out of the bar under a phone's thumb.

    `also` are the beginnings of addresses that belong to it besides its own.
    """

    name: str
    address: str
    icon: str
    also: tuple[str, ...] = ()
    wide: bool = False

    def holds(self, path: str) -> bool:
        if self.address == "/":
            return path in {"/", *self.also}
        return any(
            path == each or path.startswith(f"{each}/") for each in (self.address, *self.also)
        )


PLACES = (
    Place("Now", "/", "now", also=("/who", "/asks", "/first-week")),
    Place("Escalations", "/escalations", "flag", also=("/pieces", "/fixes", "/learnings", "/tags")),
    Place(
        "Rotation",
        "/rotation",
        "rotation",
        also=("/seats", "/windows", "/reliefs", "/packs", "/service", "/swaps", "/status-doc"),
    ),
    Place("Paper cuts", "/paper-cuts", "cut", also=("/wishes",)),
    Place("People", "/people", "people", also=("/teams", "/areas", "/customers")),
    Place("Policy", "/policy", "policy"),
    Place("Outbox", "/outbox", "outbox", wide=True),
)


def navigation(path: str) -> SafeString:
    """The navigation as a page at this address shows it."""
    here = next((place.address for place in PLACES if place.holds(path)), "")
    return _drawn(here, path == here)


@lru_cache(maxsize=32)
def _drawn(here: str, exactly: bool) -> SafeString:
    return render_to_string(
        "web/parts/navigation.html", {"places": PLACES, "here": here, "exactly": exactly}
    )
