"""What people type, made safe to keep: no control characters, no surprises in length."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from holdfast.kernel.refusal import Invalid

# C0 and C1 controls but tab and newline; the bidi overrides that make text read as another text;
# halves of surrogate pairs, which no database can keep.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
LINE = 200
BODY = 20_000
# What people bring in one go, as a file, a paste or a request: one limit at every edge.
MAX_BYTES = 5 * 1024 * 1024


def clean(value: str | None) -> str:
    """The text in NFC, newlines as \\n, control characters dropped, trimmed."""
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()


def required(value: str | None, *, field: str, ask: str, most: int = BODY) -> str:
    """Cleaned text that must say something; `ask` is the sentence shown when it does not."""
    text = optional(value, field=field, most=most)
    if not text:
        raise Invalid(ask, field=field)
    return text


def optional(value: str | None, *, field: str, most: int = BODY) -> str:
    text = clean(value)
    if len(text) > most:
        raise Invalid(
            f"{field.replace('_', ' ').capitalize()} has {len(text):,} characters; keep it to "
            f"{most:,} and link to the rest.",
            field=field,
        )
    return text


def line(value: str | None, *, field: str, ask: str | None = None) -> str:
    """One line of at most 200 characters; newlines become spaces."""
    text = " ".join(optional(value, field=field, most=LINE).split())
    if ask and not text:
        raise Invalid(ask, field=field)
    return text


def one_line(text: object) -> str:
    """In one line, each run of white space a space."""
    return " ".join(str(text).split())


def plural(number: int, one: str, many: str = "") -> str:
    """“1 row”, “1,200 rows”; `many` where it is not just an s more."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def must_fit(size: int, *, what: str, field: str | None = None, most: int = MAX_BYTES) -> None:
    """Refuse what is larger than anything we take in."""
    if size > most:
        raise Invalid(
            f"{what} is larger than {most // 1024 // 1024} MB; is it the right one?",
            field=field,
        )


def web_address(value: str | None, *, field: str) -> str:
    """An http(s) address or nothing: what we later show as a link must not run as a script."""
    text = clean(value)
    if not text:
        return ""
    if len(text) > 2000:
        raise Invalid(
            "The address is longer than 2,000 characters; use a shorter one.", field=field
        )
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or any(c.isspace() for c in text)
    ):
        raise Invalid(
            f"“{text[:60]}” is not a web address; give one that starts with https://.", field=field
        )
    return text
