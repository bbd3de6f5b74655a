"""An address somebody typed is asked, and leads nowhere else."""

from __future__ import annotations

import socket

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.calendar import fetch as module
from holdfast.calendar.fetch import fetch, is_public
from tests.calendar.server import CalendarServer, all_day, calendar_server, ics


def test_it_is_asked_and_asked_again(server: CalendarServer):
    server.content = ics(all_day("a", "20260310"))
    first = fetch(server.address)
    assert (first.content, first.problem) == (server.content, "")
    assert server.asked[0]["host"] == server.address.split("/")[2]
    again = fetch(server.address, etag=first.etag, modified=first.modified)
    assert (again.content, again.problem) == (None, "")
    server.content = ics(all_day("a", "20260311"))
    assert fetch(server.address, etag=first.etag).content == server.content


@pytest.mark.parametrize(
    ("behave", "says"),
    [
        ("missing", "there is no calendar at this address any more"),
        ("broken", "it answers 500"),
        ("huge", "larger than 2 MB"),
        ("packed", "packed"),
        ("slow", "takes too long"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch, behave: str, says: str
):
    if behave == "slow":
        monkeypatch.setattr(module, "_TIMEOUT", httpx.Timeout(0.15))
    server.behave = behave
    answer = fetch(server.address)
    assert says in answer.problem
    assert answer.problem.endswith(".")
    assert "secret" not in answer.problem


def test_a_server_that_drips_is_left_behind(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "SLOWEST", 0.2)
    server.behave = "drip"
    assert "takes too long" in fetch(server.address).problem


def test_the_next_address_of_a_name_is_tried(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
):
    """Nothing listens on 127.0.0.3."""
    resolve = socket.getaddrinfo

    def two(host, *rest, **given):
        if host != "calendar.example.com":
            return resolve(host, *rest, **given)
        return resolve("127.0.0.3", *rest, **given) + resolve("127.0.0.1", *rest, **given)

    monkeypatch.setattr(socket, "getaddrinfo", two)
    address = server.address.replace("127.0.0.1", "calendar.example.com")
    assert fetch(address).content == server.content


def test_redirects_are_followed_three_times_at_most(server: CalendarServer):
    server.behave, server.to = "redirect", "/other.ics"
    assert "redirected more than 3 times" in fetch(server.address).problem
    assert [each["path"] for each in server.asked] == ["/secret/me.ics", *["/other.ics"] * 3]


def test_a_private_address_is_not_asked(server: CalendarServer, settings):
    settings.CALENDAR_ALLOW_PRIVATE = False
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"):
        address = server.address.replace("127.0.0.1", host)
        assert "private network" in fetch(address).problem, host
    assert server.asked == []


def test_a_public_address_that_sends_us_home_is_not_followed(
    server: CalendarServer, settings, monkeypatch: pytest.MonkeyPatch
):
    """127.0.0.2 plays the public internet here; the redirect leads to the machine itself."""
    settings.CALENDAR_ALLOW_PRIVATE = False
    monkeypatch.setattr(module, "is_public", lambda text: text == "127.0.0.2" or is_public(text))
    with calendar_server("127.0.0.2") as outside:
        outside.behave, outside.to = "redirect", server.address
        assert "private network" in fetch(outside.address).problem
        assert len(outside.asked) == 1
        outside.behave = "well"
        assert fetch(outside.address).content == outside.content
    assert server.asked == []


def test_a_name_is_resolved_once(server: CalendarServer, monkeypatch: pytest.MonkeyPatch):
    """Whoever answers differently the second time is not asked a second time."""
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def once(host, *rest, **given):
        asked.append(host)
        return resolve("127.0.0.1" if "example" in str(host) else host, *rest, **given)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    server.content = ics()
    address = server.address.replace("127.0.0.1", "calendar.example.com")
    assert fetch(address).content == server.content
    assert asked.count("calendar.example.com") == 1
    assert server.asked[0]["host"].startswith("calendar.example.com:")


@pytest.mark.parametrize(
    "address", ["ftp://example.com/a", "http://", "http://[", "file:///etc/passwd", "nonsense"]
)
def test_what_is_no_address_of_the_web(address: str):
    assert fetch(address).problem.endswith(".")


@pytest.mark.parametrize(
    "private",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
        "2001:db8::1",
        "::127.0.0.1",
        "2001:0:0:0:0:0:f5ff:fffe",
        "example",
    ],
)
def test_not_public(private: str):
    assert not is_public(private)


@pytest.mark.parametrize("public", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public(public: str):
    assert is_public(public)


@settings(max_examples=30, deadline=None)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_in_any_dress(address):
    dressed = [f"::ffff:{address}", f"64:ff9b::{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"]
    assert {is_public(each) for each in dressed} == {is_public(str(address))}
