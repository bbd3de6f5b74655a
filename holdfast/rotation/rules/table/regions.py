"""Region tags people put after a name (R17): a short fixed set, so that a note is no region."""

import re

REGIONS = frozenset(
    [
        "AMER",
        "AMERS",
        "NA",
        "NAMER",
        "LATAM",
        "EMEA",
        "EU",
        "EUR",
        "UK",
        "US",
        "USA",
        "APAC",
        "APJ",
        "ANZ",
        "PST",
        "PDT",
        "PT",
        "MST",
        "MDT",
        "MT",
        "CST",
        "CDT",
        "CT",
        "EST",
        "EDT",
        "ET",
        "AKST",
        "AKDT",
        "HST",
        "GMT",
        "BST",
        "WET",
        "WEST",
        "CET",
        "CEST",
        "EET",
        "EEST",
        "UTC",
    ]
)

TAG = r"(?:" + "|".join(sorted(REGIONS, key=lambda tag: (-len(tag), tag))) + r")"
_AT_END = re.compile(r"(?:^|\s|(?<=[)\]]))(?:[-:\u2010-\u2015]\s*)?(" + TAG + r")$")


def region_of(text: str) -> str | None:
    """`emea` or `[EMEA]` as `EMEA`; anything that is not a region, None."""
    bare = text.strip(" \t()[]").upper()
    return bare if bare in REGIONS else None


def without_region(text: str) -> tuple[str, str | None]:
    """`Thorsten Ball - EMEA` as the name and its region. Only capitals: `Pat West` is a name."""
    found = _AT_END.search(text)
    if not found:
        return text, None
    return text[: found.start()].rstrip(" -:\u2010\u2011\u2012\u2013\u2014\u2015"), found.group(1)
