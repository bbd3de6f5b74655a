"""Which ticket an address leads to, and what is one's number."""

from __future__ import annotations

import pytest

from holdfast.helpdesk.rules.address import address_of, ticket_of
from holdfast.helpdesk.rules.ticket import moment, whole, word

BASE = "https://acme.zendesk.com"


@pytest.mark.parametrize(
    "path",
    [
        "/agent/tickets/7",
        "/agent/#/tickets/7".replace("#/", ""),
        "/tickets/7/",
        "/requests/7",
        "/hc/requests/7",
        "/hc/en-us/requests/7",
        "/api/v2/tickets/7.json",
        "/agent/tickets/7?brand=1#note",
    ],
)
def test_a_ticket_of_ours(path: str):
    assert ticket_of(f"{BASE}{path}", base_url=BASE) == 7
    assert ticket_of(address_of(7, base_url=BASE), base_url=BASE) == 7


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ticket 7",
        f"{BASE}/agent/users/7",
        f"{BASE}/agent/tickets/seven",
        f"{BASE}/agent/tickets/{'9' * 30}",
        f"{BASE}.evil.example/agent/tickets/7",
        "https://acme.zendesk.com@evil.example/agent/tickets/7",
        f"{BASE}:99999999/agent/tickets/7",
        "http://[::1/agent/tickets/7",
    ],
)
def test_what_is_none(address: str):
    assert ticket_of(address, base_url=BASE) is None
    assert ticket_of(f"{BASE}/agent/tickets/7", base_url="") is None


@pytest.mark.parametrize("value", [None, "", "x", True, -1, 0, 2**70, "9" * 40, 1.5, [], "٣"])
def test_no_number(value: object):
    assert whole(value) is None


@pytest.mark.parametrize("value", [None, "", "soon", "2026-01-01T00:00:00", "0001-01-01T00:00:00Z"])
def test_no_moment(value: object):
    assert moment(value) is None


def test_a_word_is_one_line_that_a_database_keeps():
    assert word(" a\x00b\n\ud800c ", 4) == "ab c"
    assert word(7, 4) == ""
