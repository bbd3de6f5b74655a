"""Text in Slack's own markup. What people wrote is escaped: nobody calls a whole channel through us."""

from __future__ import annotations

from datetime import datetime

MOST_TEXT = 3000  # characters of a section's text
MOST_PLAIN = 75  # of a button's or an option's
_CUT = "…"


def escape(text: str) -> str:
    """The three characters that Slack reads as markup (docs.slack.dev, formatting message text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def said(text: str, *, most: int = MOST_TEXT) -> str:
    """What somebody wrote, escaped and cut to what Slack takes."""
    return shorten(escape(text.strip()), most)


def shorten(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    cut = text[: most - len(_CUT)]
    # Not in the middle of an escaped character.
    if "&" in cut[-5:] and ";" not in cut[cut.rindex("&") :]:
        cut = cut[: cut.rindex("&")]
    return cut + _CUT


def plain(text: str, *, most: int = MOST_PLAIN) -> str:
    """For plain_text objects, which read no markup: one line, cut to their length."""
    return shorten(" ".join(text.split()), most)


def quote(text: str, *, most: int = MOST_TEXT) -> str:
    """What somebody wrote as a quotation, each line marked; the marks count to what Slack takes."""
    quoted = "\n".join(f">{line}" for line in escape(text.strip()).splitlines() or [""])
    return shorten(quoted, most)


def link(address: str, words: str) -> str:
    return f"<{escape(address)}|{escape(words).replace('|', '¦')}>"


def user(user_id: str) -> str:
    return f"<@{user_id}>"


def moment(at: datetime, shape: str = "{date_short_pretty} at {time}") -> str:
    """An instant in each reader's own zone; the words behind it are for what cannot show that."""
    return f"<!date^{int(at.timestamp())}^{shape}|{at:%a %-d %b %Y, %H:%M} UTC>"
