"""A service record as text: one canonical form, read with suspicion, compared with care (R32)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from holdfast.credit.rules.statement import (
    FORMAT,
    canonical,
    code,
    confirmed_since,
    corrections,
    read,
)

pytestmark = pytest.mark.req("R32")

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=4), inner),
    max_leaves=12,
)
SAID = '{"statement": {"format": "FORMAT", "b": 1}, "signature": {"value": "", "key": ""}}'.replace(
    "FORMAT", FORMAT
)
HALF = {"starts_on": "2026-01-05", "until": "2026-01-19", "days": 14, "half": 1}


def statement(*halves: dict[str, object], **others: object) -> dict[str, object]:
    return {"windows": [{"halves": list(halves)}], "equivalents": [], "waivers": [], **others}


@given(some.dictionaries(some.text(max_size=4), JSON, max_size=4))
def test_any_other_spacing_and_order_is_the_same_text(found: dict[str, object]):
    other = json.dumps(dict(reversed(found.items())), indent=3, ensure_ascii=False)
    assert canonical(json.loads(other)) == canonical(found)
    assert canonical(found).isascii()


@given(some.text(max_size=40))
def test_what_is_no_record_is_none(text: str):
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        SAID.replace('{"value": "", "key": ""}', "3"),
        SAID.replace('"b": 1', '"a": 1, "a": 2'),
        SAID.replace('"b": 1', '"b": NaN'),
        '{"statement": ["format"], "signature": {"value": "", "key": ""}}',
        '{"statement": {"format": "another/1"}, "signature": {"value": "", "key": ""}}',
        '{"a": "%s"}' % ("x" * 300_000),
        SAID[:-1] + ', "note": "served twelve windows"}',  # unsigned, beside what is signed
        SAID.replace('"key": ""', '"key": "", "public": "brought along"'),
        SAID.replace('"key": ""', '"key": "", "algorithm": "none"'),
    ],
)
def test_what_would_be_read_two_ways_or_not_at_all_is_none(text: str):
    assert read(SAID) is not None
    assert read(text) is None


def test_a_code_is_read_however_it_was_written():
    assert code(" abcd-efgh-jkmn-pqrs ") == "ABCDEFGHJKMNPQRS"
    assert code("OIL0-0000-0000-0000") == "0110000000000000"
    assert code("short") == code("ABCD-EFGH-JKMN-PQRU") == ""


def test_corrections_are_named_and_a_confirmation_is_none():
    said = statement({**HALF, "state": "reported"})
    assert corrections(said, statement({**HALF, "state": "confirmed"})) == []
    assert confirmed_since(said, statement({**HALF, "state": "confirmed"})) == 1
    (gone,) = corrections(said, statement())
    assert gone == "The half from 2026-01-05 to before 2026-01-19 is not counted any more."
    (added,) = corrections(statement(), said)
    assert "is counted now" in added
    (other,) = corrections(said, statement({**HALF, "state": "reported", "days": 3}))
    assert "stated otherwise" in other
    (worse,) = corrections(statement({**HALF, "state": "confirmed"}), said)
    assert "stated otherwise" in worse
    done = {"kind": "on-call lead", "starts_on": "2026-02-02", "ends_on": "2026-02-20", "days": 9}
    (gone,) = corrections(statement(equivalents=[done]), statement())
    assert (
        gone == "The equivalent on-call lead from 2026-02-02 to 2026-02-20 is not counted any more."
    )
