"""Whatever private words are put wherever, the public text holds none of them or is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.tracker.rules.draft import Matter, body, open_texts
from holdfast.tracker.rules.redaction import Private, private_in

PRIVATE = Private(
    customers=("Umbra Freight", "Acme", "東京銀行"),
    said=("We lose all of our Friday orders.",),
    hosts=("holdfast.umbra.example",),
)
SAMPLES = [
    "Umbra Freight", "umbra freight", "UMBRA-FREIGHT", "umbra.freight", "UmbraFreight",
    "umbra_freight", "Umbra  Freight's", "Um\u200bbra Freight", "Ｕｍｂｒａ Ｆｒｅｉｇｈｔ",
    "umbra-freight-prod", "acmes", "ACME’s", "Ácme", "prodAcme2", "障害は東京銀行で",
    "we lose all of our friday orders", "jo@umbra.example", "+49 30 1234567", "(555) 123-4567",
    "10.1.2.3", "10.1.2.3:8080", "fe80::1", "[2001:db8::7]", "https://acme.zendesk.com/x",
    "team.slack.com/archives/C1", "https://holdfast.umbra.example/pieces/3", "xoxb-12-ab",
    "ghp_abcdefgh12345678", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJI.eyJzdWIiOi.abc",
    "-----BEGIN RSA PRIVATE KEY-----",
]  # fmt: skip
HARMLESS = [
    "Run the job twice at 2026-03-03 15:00:12; it stops at 12:30.",
    "Version 3.12.4, std::vector, line 1234 of a[1:2].",
    "The acmeist poets; penumbra freight.",
    "Error 0x7f3a at offset 104857600.",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_found(text):
    assert private_in({"text": f"It says {text} here."}, PRIVATE)
    assert private_in({"text": text}, PRIVATE)


@pytest.mark.parametrize("text", HARMLESS)
def test_left_alone(text):
    assert private_in({"text": text}, PRIVATE) == []


FIELDS = ["title", "what", "evidence", "stakes", "customer", "origin_url", "team", "dri"]


@given(
    st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(SAMPLES), min_size=1),
    st.text(alphabet=" .,-\n", max_size=3),
    st.sampled_from(["", "It fails. ", "(", "See\n"]),
)
def test_no_private_word_goes_out(put, gap, before):
    facts = dict.fromkeys([*FIELDS, "due", "here"], "")
    facts |= {field: f"{before}{word}{gap}" for field, word in put.items()}
    matter = Matter(ref="ESC-1", severity=1, **facts)
    text = body(matter, marker="holdfast-filing-1-20260303150000", public=True)
    refused = private_in(open_texts(matter), PRIVATE)
    assert refused or not any(word in text for word in put.values())
    assert refused or not private_in({"body": text}, PRIVATE)


@pytest.mark.req("R80")
@pytest.mark.parametrize(
    ("customer", "text"),
    [
        ("Umbra Freight GmbH", "Umbra Freight sees it"),
        ("Umbra Freight GmbH & Co. KG", "the umbra-freight index"),
        ("Umbra Freight, Inc.", "UMBRA FREIGHT"),
        ("Umbra Freight S.A.", "umbra_freight"),
        ("Umbra Co., Ltd.", "umbra"),
        ("IT", "the IT people"),
        ("IT AG", "at IT, and"),
        ("SAP SE", "as sap se wrote"),
        ("3M", "3M's index"),
        ("東京", "障害は東京で"),
    ],
)
def test_a_customer_is_found_as_people_call_it(customer, text):
    found = private_in({"text": text}, Private(customers=(customer,)))
    assert [each.what for each in found] == [f"the customer “{customer}”"]


@pytest.mark.parametrize(
    ("customer", "text"),
    [
        ("IT", "it stops; It fails; ITIL; gIT"),
        ("Go Inc", "they go on"),
        ("SAP SE", "sap flows"),
        ("The Company", "the job"),
        ("AG", "ag"),
        ("-", "twice - and again"),
        ("Marks and Spencer plc", "it marks and stops"),
    ],
)
def test_a_word_is_no_customer(customer, text):
    assert private_in({"text": text}, Private(customers=(customer,))) == []
