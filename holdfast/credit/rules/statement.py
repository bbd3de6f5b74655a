"""A service record as text that can be signed, read back and compared (R32). Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FORMAT = "holdfast-service-record/1"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that reads as another
CODE = 16
ALGORITHM = "Ed25519"
_SIGNATURE = {"algorithm", "key", "value"}
MOST = 200_000  # characters of a record that somebody brings to be checked


class Verdict(StrEnum):
    GENUINE = "genuine"
    CORRECTED = "corrected"  # genuine, and what it states was corrected since
    CHANGED = "changed"  # it has a code of ours, and not the words we signed
    UNKNOWN = "unknown"


def canonical(statement: Mapping[str, Any]) -> str:
    """The one text of a statement, whatever its spacing and order were: keys sorted, no white space,
    plain ASCII. So everybody can rebuild the bytes that were signed."""
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


@dataclass(frozen=True, slots=True)
class Brought:
    """A record as somebody brought it: nothing of it is believed yet."""

    statement: Mapping[str, Any]
    signature: str
    key: str

    @property
    def code(self) -> str:
        return code(str(self.statement.get("code", "")))


def read(text: str) -> Brought | None:
    """What a file says; None where it is no service record.

    A key that stands twice in one object is refused: a reader might see the one and we check the
    other. So is anything beside the statement and its signature: it would look signed and is not.
    """
    if len(text) > MOST:
        return None
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no)
        statement, signature = data["statement"], data["signature"]
        if statement["format"] != FORMAT or not isinstance(statement, dict):
            return None
        if set(data) != {"statement", "signature"} or set(signature) - _SIGNATURE:
            return None
        if signature.get("algorithm", ALGORITHM) != ALGORITHM:
            return None
        found = Brought(statement, str(signature["value"]), str(signature["key"]))
        canonical(found.statement)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no(word: str) -> None:
    raise ValueError(word)


def code(text: str) -> str:
    """A code as it was typed or read aloud; empty for what can be none."""
    said = text.strip().upper().replace("-", "").replace(" ", "")
    said = said.replace("O", "0").replace("I", "1").replace("L", "1")
    fits = len(said) == CODE and all(each in ALPHABET for each in said)
    return said if fits else ""


def corrections(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What a statement says that would not be said of the same day any more, in words; nothing where
    a newer one agrees. A seat confirmed since corrects nothing: it was said to be as reported."""
    found = []
    for name, words in (("halves", _half), ("equivalents", _other), ("waivers", _other)):
        before, after = _by_days(name, then), _by_days(name, now)
        one = {"halves": "half", "equivalents": "equivalent", "waivers": "waiver"}[name]
        found += [
            f"The {one} {words(key)} is not counted any more." for key in before if key not in after
        ]
        found += [f"The {one} {words(key)} is counted now." for key in after if key not in before]
        found += [
            f"The {one} {words(key)} is stated otherwise now."
            for key, said in before.items()
            if key in after and not _agrees(said, after[key])
        ]
    return found


def confirmed_since(then: Mapping[str, Any], now: Mapping[str, Any]) -> int:
    """How many halves it has as reported that are confirmed by now."""
    after = _by_days("halves", now)
    before = _by_days("halves", then).items()
    return sum(
        said["state"] == "reported" and after[key]["state"] == "confirmed"
        for key, said in before
        if key in after
    )


def _agrees(said: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    rest = {key: value for key, value in said.items() if key != "state"}
    same = rest == {key: value for key, value in now.items() if key != "state"}
    return same and not (said.get("state") == "confirmed" and now.get("state") == "reported")


def _by_days(name: str, statement: Mapping[str, Any]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    items: Sequence[Mapping[str, Any]] = (
        [half for window in statement["windows"] for half in window["halves"]]
        if name == "halves"
        else statement[name]
    )
    return {
        (
            each["starts_on"],
            str(each.get("ends_on") or each.get("until")),
            str(each.get("kind", "")),
        ): each
        for each in items
    }


def _half(key: tuple[str, ...]) -> str:
    return f"from {key[0]} to before {key[1]}"


def _other(key: tuple[str, ...]) -> str:
    return f"{key[2] + ' ' if key[2] else ''}from {key[0]} to {key[1]}"
