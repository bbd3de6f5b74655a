"""Asking another server for a calendar, without letting its address lead us anywhere else.

Somebody typed the address, so it may point at a machine of ours: it is resolved once, every address it
resolves to must be a public one, and the connection goes to the address that was looked at. Each
redirect goes through the same. The server is known by its name all the same (certificate, Host).
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from functools import lru_cache

import httpx
from django.conf import settings

from holdfast.people.rules.absence_calendar import MOST_BYTES, CalendarAnswer

SLOWEST = 40.0  # seconds, for all of it
_TIMEOUT = httpx.Timeout(10.0)  # for each answer
_MOST_REDIRECTS = 3
_MOST_ADDRESSES = 3
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_OK, _UNCHANGED = 200, 304
_REDIRECTS = {301, 302, 303, 307, 308}
_SAID = {
    401: "it wants somebody to sign in; use an address that needs no signing in",
    403: "it refuses us; use the address that the calendar gives for sharing",
    404: "there is no calendar at this address any more",
    410: "there is no calendar at this address any more",
}


class Unusable(Exception):
    """Why the calendar could not be had, in one sentence without its address."""


def fetch(address: str, *, etag: str = "", modified: str = "") -> CalendarAnswer:
    """Ask once. `etag` and `modified` are what the server called the version we have; an answer
    without content and without a problem means that it is still that one. Never raises.

    The client's timeouts are for each piece that arrives; a server, or a name, that lets one wait
    for piece after piece is left behind in a thread of its own.
    """
    answers: list[CalendarAnswer] = []
    asking = threading.Thread(
        target=lambda: answers.append(_fetch(address, etag, modified)), name="fetch", daemon=True
    )
    asking.start()
    asking.join(SLOWEST)
    if answers:
        return answers[0]
    return CalendarAnswer(address, problem="The calendar's server takes too long to answer.")


def _fetch(address: str, etag: str, modified: str) -> CalendarAnswer:
    until = time.monotonic() + SLOWEST
    url = address
    problem = f"The calendar is redirected more than {_MOST_REDIRECTS} times."
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            answer, url = _ask(address, url, etag, modified, until)
            if answer:
                return answer
    except Unusable as refused:
        problem = str(refused)
    except httpx.TimeoutException:
        problem = "The calendar's server takes too long to answer."
    except httpx.HTTPError as wrong:
        why = "its certificate is not valid" if _of_certificate(wrong) else "it cannot be reached"
        problem = f"The calendar's server does not answer: {why}."
    except (httpx.InvalidURL, ValueError):
        problem = "The calendar's address is not one of the web."
    return CalendarAnswer(address, problem=problem)


def _ask(
    address: str, url: str, etag: str, modified: str, until: float
) -> tuple[CalendarAnswer | None, str]:
    """One request: the answer, or where it sends us."""
    there = httpx.URL(url)
    if there.scheme not in _PORTS or not there.host:
        raise Unusable("The calendar's address does not begin with http:// or https://.")
    headers = {
        "Host": there.netloc.decode().rpartition("@")[2],
        "User-Agent": "Holdfast",
        "Accept": "text/calendar, text/plain;q=0.5",
        "Accept-Encoding": "identity",
        **({"If-None-Match": etag} if etag else {}),
        **({"If-Modified-Since": modified} if modified else {}),
    }
    *others, last = _public_addresses(there.host, there.port or _PORTS[there.scheme])
    with httpx.Client(trust_env=False, timeout=_TIMEOUT, verify=_tls()) as client:
        for each in others:
            try:
                return _request(client, address, there, each, headers=headers, until=until)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # a name may have an IPv6 address that cannot be reached from here
        return _request(client, address, there, last, headers=headers, until=until)


def _request(
    client: httpx.Client,
    address: str,
    there: httpx.URL,
    pinned: str,
    *,
    headers: dict[str, str],
    until: float,
) -> tuple[CalendarAnswer | None, str]:
    with client.stream(
        "GET",
        there.copy_with(host=pinned),
        headers=headers,
        extensions={"sni_hostname": there.host},
    ) as response:
        if response.status_code in _REDIRECTS and "location" in response.headers:
            return None, str(there.join(response.headers["location"]))
        known = "If-None-Match" in headers or "If-Modified-Since" in headers
        if response.status_code == _UNCHANGED and known:
            return CalendarAnswer(address), str(there)
        if response.status_code != _OK:
            said = _SAID.get(response.status_code, f"it answers {response.status_code}")
            raise Unusable(f"The calendar's server does not give it: {said}.")
        content = _body(response, until)
        return (
            CalendarAnswer(
                address,
                content,
                etag=response.headers.get("etag", ""),
                modified=response.headers.get("last-modified", ""),
            ),
            str(there),
        )


def _body(response: httpx.Response, until: float) -> bytes:
    # Asked for as it is: what unpacks itself may be of any size.
    if response.headers.get("content-encoding", "identity").lower() not in {"", "identity"}:
        raise Unusable("The calendar's server sends it packed although it was asked not to.")
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > MOST_BYTES:
            raise Unusable(
                f"The calendar is larger than {MOST_BYTES // 1024 // 1024} MB; give one with "
                "absences only."
            )
        if time.monotonic() > until:
            raise Unusable("The calendar's server takes too long to send it.")
    return bytes(content)


def _public_addresses(host: str, port: int) -> list[str]:
    """The addresses to connect to, at most three. Raises Unusable when the name leads to any that is
    not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses:
        raise Unusable(f"The calendar's server {host[:80]} is not known.")
    if not settings.CALENDAR_ALLOW_PRIVATE and not all(is_public(each) for each in addresses):
        raise Unusable(
            "The calendar's address leads into a private network; only public ones are read."
        )
    return addresses[:_MOST_ADDRESSES]


def is_public(text: str) -> bool:
    """Is this address on the public internet, also where an IPv4 one is dressed as IPv6?"""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id or address.is_site_local:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo:
            inner = address.teredo[1]
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


def _of_certificate(wrong: BaseException | None) -> bool:
    while wrong is not None:
        if isinstance(wrong, ssl.SSLCertVerificationError):
            return True
        wrong = wrong.__cause__ or wrong.__context__
    return False


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
