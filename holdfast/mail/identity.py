"""Names of mails. The same delivery has the same Message-ID however often it is sent.

Mail cannot be asked whether it arrived; a mail sent twice under one Message-ID is one mail to a
mailbox that looks, and can be counted by one that does not.
"""

from __future__ import annotations

from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings


def installation() -> str:
    """What tells this Holdfast from another one; nothing of the secret key can be read from it."""
    return sha256(f"holdfast installation {settings.SECRET_KEY}".encode()).hexdigest()[:16]


def message_id(key: str) -> str:
    return _name(f"delivery {key}")


def thread_id(subject: str) -> str:
    """The root that all mails about one subject refer to, so mailboxes show them as one thread."""
    return _name(f"subject {subject}")


def _name(of: str) -> str:
    digest = sha256(f"{installation()} {of}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest}@{domain}>"
