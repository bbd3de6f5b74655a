"""Pipe tables as people leave them: unclosed, indented, quoted, glued to a heading (R6, R12)."""

import re
from collections.abc import Iterator, Sequence

from .dates import holds_range
from .layout import LONGEST_ROW, Block, Line

_QUOTED = re.compile(r"^[>\s]*")
_HEADING = re.compile(r"^#{1,6}(?:\s|$)")
_FENCE = re.compile(r"^(?:`{3,}|~{3,})")
# The empty comments `<!-->` and `<!--->` hide nothing.
_COMMENT_MARK = re.compile(r"(?<!\\)<!--(?!-?>)|-->")
_RULE = re.compile(r"^[\s|:+=\-\u2010-\u2015]*-[\s|:+=\-\u2010-\u2015]*$")


def without_comments(lines: Sequence[str]) -> list[str]:
    """The lines with each `<!-- … -->` blanked, over line ends too, so that numbers stay true.

    In a code fence it is text. One that is never closed hides nothing: a forgotten `-->` shall
    not lose the table below it.
    """
    last_line = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
    last_end = (last_line, lines[last_line].rfind("-->")) if last_line >= 0 else (-1, -1)
    seen: list[str] = []
    inside_comment = inside_fence = False
    for number, line in enumerate(lines):
        if not inside_comment and _FENCE.match(_QUOTED.sub("", line, count=1)):
            inside_fence = not inside_fence
        if inside_fence:
            seen.append(line)
            continue
        pieces: list[str] = []
        kept_from = 0
        for mark in _COMMENT_MARK.finditer(line):
            if inside_comment and mark[0] == "-->":
                inside_comment, kept_from = False, mark.end()
            elif not inside_comment and mark[0] != "-->" and (number, mark.end()) <= last_end:
                pieces.append(line[kept_from : mark.start()])
                inside_comment = True
        if not inside_comment:
            pieces.append(line[kept_from:])
        seen.append(" ".join(pieces))
    return seen


def markdown_blocks(lines: Sequence[str], *, fenced: bool = False) -> Iterator[Block]:
    """Each run of lines with pipes in it. Code fences are passed over unless `fenced`."""
    block: list[Line] = []
    ruled = inside_fence = False
    for number, text in enumerate(lines, start=1):
        line = _QUOTED.sub("", text, count=1).rstrip()
        if _FENCE.match(line):
            inside_fence = not inside_fence
            line = ""
        elif inside_fence and not fenced:
            line = ""
        if _RULE.match(line) and (block or "|" in line):
            ruled = ruled or len(block) == 1
        elif line and _belongs(line, block):
            block.append(_split(number, text, line))
        elif block:
            yield Block("markdown", tuple(block), ruled)
            block, ruled = [], False
    if block:
        yield Block("markdown", tuple(block), ruled)


def _belongs(line: str, block: list[Line]) -> bool:
    """Is the line part of the table, or the heading and list glued under it?"""
    if _HEADING.match(line):
        return False
    if "|" not in line:
        # A row whose pipes were all lost still starts with its dates.
        return bool(block) and line[:1].isdigit() and holds_range(line[:40])
    if line.startswith("|") or not block or not block[0].opened:
        return True
    return len(line) <= LONGEST_ROW and holds_range(line.split("|", 1)[0])


def _split(number: int, text: str, line: str) -> Line:
    """Cells of one row; a pipe behind a backslash belongs to its cell, as on GitHub."""
    if len(line) > LONGEST_ROW:
        return Line(number, text, ())
    parts = [part.replace("\0", "|").strip() for part in line.replace("\\|", "\0").split("|")]
    opened, closed = not parts[0], len(parts) > 1 and not parts[-1]
    cells = parts[1 if opened else 0 : -1 if closed else None]
    return Line(number, text, tuple(cells), opened, closed)
