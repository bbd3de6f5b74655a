"""What edges bring to each other's surfaces: commands for the command line, looks for its doctor.

Edges never import each other, and each knows best what it has to say. Here, where all is put together,
it is named by where it is; the command line may ask site, and loads it when it is wanted, so that
`holdfast --help` needs no Django. (What every page shows is Django's own way: the context processors.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

# about, ok | note | wrong, one sentence
Finding = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Command:
    """A click command of another edge: `where` is module:name. It is called with Django ready."""

    where: str
    says: str
    migrate: bool = True

    def load(self) -> Any:
        return _load(self.where)


COMMANDS = {
    "slack": Command("holdfast.slack.setup.commands:slack", "The Slack app: manifest and checks."),
    "github": Command("holdfast.github.commands:github", "A board of GitHub as paper cuts."),
}
LOOKS = (
    "holdfast.slack.setup.trouble:found",
    "holdfast.jira.doctor:found",
    "holdfast.linear.doctor:found",
    "holdfast.helpdesk.standing:found",
    "holdfast.github.doctor:found",
)


def looks() -> list[Callable[[], Iterable[Finding]]]:
    return [_load(where) for where in LOOKS]


def _load(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)
