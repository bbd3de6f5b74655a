"""The page as a whole, and publishing it: written only where it differs from what is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from holdfast.people.models import Person
from holdfast.slack import client, modals
from holdfast.slack.answers import as_json
from holdfast.slack.apphome.parts import header, lines, small
from holdfast.slack.errors import Refused
from holdfast.slack.home import sections
from holdfast.slack.models import Account

_MOST_BLOCKS = 100  # Slack's own, of a view
_TRIES = 3
_NEWER = "hash_conflict"  # somebody published since


def blocks_for(person: Person | None, user_id: str, *, at: datetime) -> list[Block]:
    if person is None:
        return stranger(user_id)
    found = [block for made in sections() for block in made(person, at)]
    return found[:_MOST_BLOCKS]


def stranger(user_id: str) -> list[Block]:
    return [
        header("Holdfast"),
        lines(
            "When a customer's problem cannot wait for the normal process, an engineer on the rotation "
            "owns it until it is solved. Holdfast knows who is on, who owns what, and when the next "
            "word is due.",
            "It does not know this Slack account yet: nobody there has its mail address.",
        ),
        ActionsBlock(elements=[modals.link_button(user_id)]),
        small("Link it once; then this page shows what you raised, what you hold and what is due."),
    ]


def publish(user_id: str, person: Person | None, *, at: datetime, shown: dict[str, Any]) -> bool:
    """Publish somebody's Home unless it shows the same already; False then.

    `shown` is the view that Slack says stands there (empty: none, or not told). Where somebody else
    published meanwhile, Slack refuses by the hash, and it is made again from what is so now. Raises
    as `client.ask`.
    """
    if person is None:  # the link in it is valid for a day, so it is written anew each time
        _ask(user_id, stranger(user_id), at=at, known_hash="")
        return True
    if not shown:
        return _publish(user_id, person, at=at, told=None)
    return _publish(user_id, person, at=at, told=(shown.get("private_metadata", ""), shown["hash"]))


def refresh(account: Account, *, at: datetime) -> bool:
    """Publish again what has been published before; False where it shows the same already."""
    told = (account.home_digest, account.home_hash)
    return _publish(account.user_id, account.person, at=at, told=told)


def _publish(user_id: str, person: Person, *, at: datetime, told: tuple[str, str] | None) -> bool:
    """`told` are digest and hash of what stands there; None where nothing does."""
    digest, known_hash = told or ("", "")
    for attempt in range(_TRIES):
        blocks = blocks_for(person, user_id, at=at)
        new = digest_of(blocks)
        if new == digest:
            return False
        last = attempt == _TRIES - 1
        try:
            answer = _ask(user_id, blocks, at=at, known_hash="" if last else known_hash)
        except Refused as error:
            if error.code != _NEWER:
                raise
            kept = Account.objects.filter(user_id=user_id).values_list("home_digest", "home_hash")
            digest, known_hash = kept.first() or ("", "")
            continue
        view = answer.get("view") or {}
        Account.objects.filter(user_id=user_id).update(
            home_digest=new, home_hash=str(view.get("hash", ""))
        )
        return True
    return False


def _ask(user_id: str, blocks: Sequence[Block], *, at: datetime, known_hash: str) -> dict[str, Any]:
    # The digest goes with it, so that the next opening tells what stands there.
    view = View(type="home", blocks=list(blocks), private_metadata=digest_of(blocks))
    more: dict[str, Any] = {"hash": known_hash} if known_hash else {}
    return client.ask("views_publish", at=at, user_id=user_id, view=view, **more)


def digest_of(blocks: Sequence[Block]) -> str:
    return hashlib.sha256(as_json(blocks).encode()).hexdigest()
