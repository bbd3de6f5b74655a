"""What stands before everything that goes where the public can read it.

It rather refuses too much: whoever files rewrites a sentence, nobody takes one back from the public.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\W\d_]{2,}")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00?|\()[\d(][\d ().\-/]{6,}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b")
_ADDRESS = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d)|(?<![\w:.])[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?!\w)"
)
_SECRET = re.compile(
    r"xox[a-z]-\w|xapp-\w|gh[opsur]_\w{8}|github_pat_\w|glpat-\w|AKIA[0-9A-Z]{8}|hf_[a-z]*_?\w{16}"
    r"|eyJ[\w-]{6,}\.[\w-]+\.|-----BEGIN [A-Z ]*(?:KEY|CERTIFICATE)|\bBearer\s+\S{8}",
    re.IGNORECASE,
)
_PRIVATE_HOSTS = ("slack.com", "zendesk.com")
_LEAST_SAID = 12  # letters; a shorter sentence is said by everybody
_AS_WRITTEN = 3  # letters; a name no longer than this is a word to everybody else: IT, Go, SAP
# What stands behind a company's name and is left out in speech, without its dots.
_LEGAL_FORMS = frozenset(
    [
        "ab",
        "ag",
        "aps",
        "as",
        "asa",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gk",
        "gmbh",
        "inc",
        "incorporated",
        "kg",
        "kgaa",
        "kk",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "mbh",
        "nv",
        "ohg",
        "oy",
        "oyj",
        "plc",
        "pte",
        "pty",
        "sa",
        "sarl",
        "sas",
        "se",
        "spa",
        "srl",
        "sro",
        "ug",
    ]
)
_BETWEEN = frozenset({"", "and", "und", "et", "y"})  # "GmbH & Co. KG"


@dataclass(frozen=True, slots=True)
class Private:
    """What may not be read by the public: names of customers, what they said, and hosts of ours."""

    customers: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`what` was found, in the text called `where`."""

    what: str
    where: str


def private_in(texts: Mapping[str, str], private: Private) -> list[Found]:
    """Everything private that these texts name, each kind once in a text."""
    return [Found(what, where) for where, text in texts.items() for what in _found(text, private)]


def sentence(found: Iterable[Found], *, where: str) -> str:
    """Why it is not filed, and what to do."""
    named = "; ".join(dict.fromkeys(f"{each.what} in the {each.where}" for each in found))
    return (
        f"{where} can be read by everybody, or nobody knows that it cannot, and this names something "
        f"private: {named}. Rewrite it without, or make the place private; nothing was sent."
    )


def _found(text: str, private: Private) -> list[str]:
    plain = _plain(text)
    words, ends = _squeezed(plain)
    found = [
        f"the customer “{name[:60]}”"
        for name in dict.fromkeys(private.customers)
        if any(_names(each, plain, words, ends) for each in _known_as(name))
    ]
    if any(_says(said, words) for said in private.said):
        found.append("what a customer said")
    folded = plain.casefold()
    if any(host.casefold() in folded for host in (*private.hosts, *_PRIVATE_HOSTS) if host):
        found.append("a link into our own tools")
    without_dates = _DATE.sub(" ", plain)
    found += [
        what
        for what, there in (
            ("a mail address", _MAIL.search(plain)),
            ("a phone number", _PHONE.search(without_dates)),
            ("an IP address", any(map(_is_address, _ADDRESS.findall(plain)))),
            ("what looks like a key or token", _SECRET.search(plain)),
        )
        if there
    ]
    return found


def _plain(text: str) -> str:
    """Compatible forms made one, accents and characters that nobody sees left out."""
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(each for each in apart if unicodedata.category(each) not in {"Cf", "Mn"})
    return unicodedata.normalize("NFKC", kept)


def _squeezed(plain: str) -> tuple[str, set[int]]:
    """The words without anything between them, folded, and where one begins or ends."""
    words = [word.casefold() for part in _HUMP.split(plain) for word in _WORD.findall(part)]
    ends, length = {0}, 0
    for word in words:
        length += len(word)
        ends.add(length)
    return "".join(words), ends


@dataclass(frozen=True, slots=True)
class _Name:
    """What is looked for: `wanted` among the squeezed words, or `as_written` in the text."""

    wanted: str = ""
    as_written: re.Pattern[str] | None = None


@lru_cache(maxsize=20_000)
def _known_as(name: str) -> tuple[_Name, ...]:
    """As it stands and as people say it. A name without a letter or a digit (“-”) names nobody."""
    full = _plain(name).strip()
    called = dict.fromkeys(_name(each) for each in (full, _without_form(full)))
    return tuple(each for each in called if each.wanted or each.as_written)


def _name(called: str) -> _Name:
    wanted, _ = _squeezed(called)
    if not wanted or len(wanted) > _AS_WRITTEN:
        return _Name(wanted)
    written = r"\s+".join(re.escape(part) for part in called.split())
    # Scripts that put nothing between words have no ends to look at.
    whole = rf"(?<![^\W_]){written}(?![^\W_])" if wanted.isascii() else written
    return _Name(as_written=re.compile(whole))


def _without_form(name: str) -> str:
    """“Umbra Freight GmbH & Co. KG” is called “Umbra Freight”; a name that is nothing else is kept."""
    parts = re.split(r"[\s,]+", name)
    left, seen = len(parts), False
    while left > 1:
        last = re.sub(r"\W", "", parts[left - 1]).casefold()
        if last not in _LEGAL_FORMS and not (seen and last in _BETWEEN):
            break
        left, seen = left - 1, True
    kept = " ".join(parts[:left])
    return name if kept.casefold() in {"", "the"} else kept


def _names(name: _Name, plain: str, words: str, ends: set[int]) -> bool:
    if name.as_written:
        return bool(name.as_written.search(plain))
    wanted = name.wanted
    start = words.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not wanted.isascii() or (start in ends and (end in ends or _owns(words, end, ends))):
            return True
        start = words.find(wanted, start + 1)
    return False


def _owns(words: str, end: int, ends: set[int]) -> bool:
    return words[end : end + 1] == "s" and end + 1 in ends


def _says(said: str, words: str) -> bool:
    parts = (_squeezed(_plain(part))[0] for part in re.split(r"[.!?\n]+", said))
    return any(len(part) >= _LEAST_SAID and part in words for part in parts)


def _is_address(word: str) -> bool:
    """IPv4 or IPv6, with a port or without."""
    word = word.rstrip(".")
    for part in {word, word.rstrip(":"), word.partition(":")[0].strip(".")}:
        try:
            ipaddress.ip_address(part)
        except ValueError:
            continue
        return part != "::"  # stands in much code, and is nobody's
    return False
