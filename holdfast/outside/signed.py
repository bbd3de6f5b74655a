"""Whether what came in was written by whoever knows the secret, and lately."""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256

# What is older than this is not taken, however well it is signed: somebody sends it again.
REPLAY_WINDOW = timedelta(minutes=5)


def hex_of(secret: str, content: bytes) -> str:
    """HMAC with SHA-256 as GitHub, Jira and Linear write it."""
    return _digest(secret, content).hex()


def base64_of(secret: str, content: bytes) -> str:
    """HMAC with SHA-256 as Zendesk writes it."""
    return b64encode(_digest(secret, content)).decode()


def _digest(secret: str, content: bytes) -> bytes:
    if not secret:
        # Anybody can sign with nothing; an edge without a secret must not have asked.
        raise ValueError("There is no secret to check signatures with.")
    return hmac.new(secret.encode(), content, sha256).digest()


def matches(expected: str, given: str) -> bool:
    """Compared in constant time; anything may be given."""
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def is_fresh(said_at: datetime, *, at: datetime) -> bool:
    """Was it signed within the replay window, before or after our own clock?"""
    return abs(at - said_at) <= REPLAY_WINDOW
