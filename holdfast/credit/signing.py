"""The key that signs service records: Ed25519 (RFC 8032), derived from Django's SECRET_KEY.

Every host of an installation has that secret already, so there is nothing new to keep; HKDF (RFC
5869) makes a key of it that serves this purpose alone.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"holdfast service records 1"


@lru_cache(maxsize=4)
def _private(secret: str) -> Ed25519PrivateKey:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return Ed25519PrivateKey.from_private_bytes(derived.derive(secret.encode()))


def public_key() -> str:
    """The public half of the key in use, in base64."""
    return b64encode(_private(settings.SECRET_KEY).public_key().public_bytes_raw()).decode()


def name_of(public: str) -> str:
    """What a key is called in a record: the first 16 digits of its SHA-256."""
    return hashlib.sha256(b64decode(public)).hexdigest()[:16]


def sign(text: str) -> str:
    return b64encode(_private(settings.SECRET_KEY).sign(text.encode())).decode()


def signed_by(public: str, signature: str, text: str) -> bool:
    """Did the owner of this key sign exactly this text?"""
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True))
        key.verify(b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True
