"""What somebody types, as words to look for, and the place in a text where they stand. Pure."""

from __future__ import annotations

import re
import unicodedata

from holdfast.kernel.text import clean

MOST_WORDS = 24  # of a query; the first ones say what it is about
_LONGEST = 60
_LONGEST_QUERY = 20_000
# Nothing an engine could read as its own language is left between words.
_BETWEEN = re.compile(r"[\x00-/:-@\[-`{-\x9f\s\u2000-\u206f\u3000]+")
_LEFT, _RIGHT = 10, 18

# Words that say nothing of what a text is about.
_STOP = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "but",
        "by",
        "can",
        "cannot",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "me",
        "more",
        "most",
        "my",
        "near",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


def wanted(typed: str) -> list[str]:
    """The distinct words that are worth looking for, in the order they were typed.

    >>> wanted('The "indexing" of Résumés stops NEAR(*')
    ['indexing', 'résumés', 'stops']
    """
    found: dict[str, None] = {}
    for word in _BETWEEN.split(clean(typed[:_LONGEST_QUERY]).lower()):
        if word and word not in _STOP and len(word) <= _LONGEST:
            found[word] = None
            if len(found) == MOST_WORDS:
                break
    return list(found)


def snippet(text: str, words: list[str]) -> str:
    """A line of the text around the first of the words, or its beginning."""
    said = text.split()
    beginnings = tuple(_beginning(word) for word in words)
    place = 0
    for number, each in enumerate(said):
        if any(part.startswith(beginnings) for part in _BETWEEN.split(_plain(each)) if part):
            place = number
            break
    start, end = max(place - _LEFT, 0), place + _RIGHT
    cut = " ".join(each[:_LONGEST] for each in said[start:end])
    return f"{'… ' if start else ''}{cut}{' …' if end < len(said) else ''}"


def _beginning(word: str) -> str:
    """What its inflections share, roughly: “indexing” and “indexes” begin alike."""
    plain = _plain(word)
    return plain[: max(4, len(plain) - 3)]


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(each for each in apart if not unicodedata.combining(each))
