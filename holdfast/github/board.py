"""A board of GitHub (Projects, version 2) as cards of paper cuts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from holdfast.github import client
from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.outside.errors import ASKING, Gone, Unanswered
from holdfast.papercut.rules.card import Card
from holdfast.papercut.rules.sheet import MOST_ROWS, customers, days

_PLACE = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,38})/([1-9][0-9]{0,8})")
_MOST_TITLE, _MOST_TEXT = 200, 20_000  # of a paper cut (kernel/text.py)
# One question for people and organisations alike; a page is 100 at most.
_ITEMS = """query Board($owner: String!, $number: Int!, $after: String) {
  repositoryOwner(login: $owner) { ... on ProjectV2Owner { projectV2(number: $number) {
    title
    items(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id isArchived
        content {
          ... on Issue { title body url }
          ... on DraftIssue { title body }
          ... on PullRequest { title body url }
        }
        fieldValues(first: 50) { nodes {
          ... on ProjectV2ItemFieldTextValue { text field { ... on ProjectV2FieldCommon { name } } }
          ... on ProjectV2ItemFieldNumberValue { number field { ... on ProjectV2FieldCommon { name } } }
          ... on ProjectV2ItemFieldSingleSelectValue {
            name field { ... on ProjectV2FieldCommon { name } }
          }
        } }
      }
    }
  } } }
}"""
# By which names a board's fields are known, whatever their case.
_ESTIMATE = ("estimate", "estimate (days)", "days")
_CUSTOMERS = ("customers", "customer", "accounts", "account")


@dataclass(slots=True)
class Board:
    """`notes` are sentences on what could not be read."""

    title: str
    cards: list[Card] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(where: str, *, at: datetime) -> Board:
    """The board “acme/7”, from top to bottom. Raises Invalid with a sentence where it cannot be read."""
    if not (named := _PLACE.fullmatch(where)):
        raise Invalid("Name a board by its owner and its number, such as acme/7.", field="board")
    if not client.is_on():
        raise Invalid("GitHub is not set up: HOLDFAST_GITHUB_TOKEN is not set; see docs/github.md.")
    try:
        return _read(named[1], int(named[2]), at=at)
    except ASKING as error:
        raise Invalid(f"The board {where} cannot be read. {error}", field="board") from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Invalid(f"GitHub says no board for {where}.", field="board") from None


def _read(owner: str, number: int, *, at: datetime) -> Board:
    board, after, hidden = Board(""), None, 0
    seen: set[str] = set()
    while True:
        said = client.graph(_ITEMS, at=at, owner=owner, number=number, after=after)
        project = (said.get("repositoryOwner") or {}).get("projectV2")
        if not project:
            raise Gone(client.NAME, f"GitHub shows {owner} no board {number} to this token.")
        board.title = str(project["title"])
        for item in project["items"]["nodes"]:
            if item["isArchived"] or item["id"] in seen:
                continue
            seen.add(item["id"])
            if not (item.get("content") or {}).get("title"):
                hidden += 1
                continue
            board.cards.append(_card(item, len(board.cards) + 1, board.notes))
        if len(board.cards) > MOST_ROWS:
            raise Invalid(f"The board has more than {MOST_ROWS:,} cards; archive what is over.")
        page = project["items"]["pageInfo"]
        if not page["hasNextPage"]:
            break
        if page["endCursor"] in {None, after}:
            raise Unanswered(client.NAME, "GitHub gives no further page.")
        after = page["endCursor"]
    if hidden:
        board.notes.append(
            f"{hidden} on the board cannot be seen with this token; they are left out."
        )
    return board


def _card(item: Mapping[str, Any], rank: int, notes: list[str]) -> Card:
    content, fields = item["content"], _fields(item)
    title = " ".join(str(content["title"]).split())[:_MOST_TITLE]
    return Card(
        key=str(item["id"]),
        title=title,
        url=str(content.get("url") or ""),
        gap=(fields.get("gap") or str(content.get("body") or ""))[:_MOST_TEXT],
        accounts=_accounts(_first(fields, _CUSTOMERS), title, notes),
        impact=fields.get("impact", "")[:_MOST_TEXT],
        workaround=fields.get("workaround", "")[:_MOST_TEXT],
        rank=rank,
        estimate_days=_estimate(_first(fields, _ESTIMATE), title, notes),
        state=fields.get("status", "")[:80],
    )


def _fields(item: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for each in item["fieldValues"]["nodes"]:
        if each and (name := (each.get("field") or {}).get("name")):
            value = next((each[kind] for kind in ("text", "number", "name") if kind in each), "")
            found[str(name).strip().casefold()] = str(value if value is not None else "").strip()
    return found


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _accounts(text: str, title: str, notes: list[str]) -> tuple[str, ...]:
    try:
        return customers(text.replace("\n", ";"))
    except Refusal as refusal:
        notes.append(f"{title}: its customers are left out. {refusal.message}")
        return ()


def _estimate(text: str, title: str, notes: list[str]) -> Decimal | None:
    try:
        return days(text, field="estimate") if text else None
    except Refusal as refusal:
        notes.append(f"{title}: its estimate is left out. {refusal.message}")
        return None
