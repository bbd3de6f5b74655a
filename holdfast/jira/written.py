"""Markdown as Jira's own wiki text.

Version 2 of the API takes that on Cloud and Data Center alike; version 3 wants a document tree that
only Cloud knows. What people wrote is escaped, so that it mentions nobody and runs no macro.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What begins something in wiki text: a mention or link, a macro, a picture, a table.
_SPECIAL = re.compile(r"([\[\]{}!|\\])")
# And at the beginning of a line: a list, a heading, a quotation, a rule.
_LEADING = re.compile(r"^(\s*)([*#-]|h[1-6]\.|bq\.)(?=[\s*#-])", re.MULTILINE)
_AROUND = {"strong": "*", "em": "_", "s": "-"}
_NOFORMAT = re.compile(r"\{(noformat)", re.IGNORECASE)


def wiki(text: str) -> str:
    """The same, readable in Jira. HTML comments, which carry marks for other trackers, are left out."""
    return "\n\n".join(_blocks(SyntaxTreeNode(_markdown.parse(text)).children)).strip()


def _blocks(nodes: Iterable[SyntaxTreeNode], marks: str = "") -> list[str]:
    return [said for node in nodes if (said := _block(node, marks))]


def _block(node: SyntaxTreeNode, marks: str) -> str:
    match node.type:
        case "heading":
            return f"h{node.tag[1:]}. {_inline(node)}"
        case "paragraph":
            return _inline(node)
        case "bullet_list":
            return _list(node, f"{marks}*")
        case "ordered_list":
            return _list(node, f"{marks}#")
        case "fence" | "code_block":
            return f"{{noformat}}\n{_plain(node.content.rstrip())}\n{{noformat}}"
        case "blockquote":
            said = "\n\n".join(_blocks(node.children))
            return f"{{quote}}\n{said}\n{{quote}}"
        case "hr":
            return "----"
        case "html_block":
            return _html(node.content)
        case "table":
            return _table(node)
    return "\n\n".join(_blocks(node.children, marks))


def _list(node: SyntaxTreeNode, marks: str) -> str:
    lines: list[str] = []
    for item in node.children:
        first = True
        for block in item.children:
            said = _block(block, marks)
            if block.type in {"bullet_list", "ordered_list"}:
                lines.append(said)
            elif first:
                # An item is one line in wiki text.
                lines.append(f"{marks} {' '.join(said.split())}")
            else:
                lines.append(said)
            first = False
    return "\n".join(lines)


def _table(node: SyntaxTreeNode) -> str:
    lines = []
    for part in node.children:
        bar = "||" if part.type == "thead" else "|"
        for row in part.children:
            cells = [" ".join(_inline(cell).split()) or " " for cell in row.children]
            lines.append(f"{bar}{bar.join(cells)}{bar}")
    return "\n".join(lines)


def _inline(node: SyntaxTreeNode) -> str:
    said = "".join(_run(child) for child in node.children)
    return said if node.type != "paragraph" else _LEADING.sub(r"\1\\\2", said)


def _run(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return _escaped(node.content)
        case "code_inline":
            return f"{{{{{_escaped(node.content)}}}}}"
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline":
            return _html(node.content)
        case "link":
            return _link("".join(_run(child) for child in node.children), str(node.attrGet("href")))
        case "image":
            return _link(_escaped(node.content), str(node.attrGet("src")))
    around = _AROUND.get(node.type, "")
    return around + "".join(_run(child) for child in node.children) + around


def _link(said: str, address: str) -> str:
    # What breaks out of a link in wiki text cannot stand in an address unquoted.
    safe = re.sub(r"[\s|\[\]{}]", lambda found: f"%{ord(found[0]):02X}", address)
    if not re.match(r"(https?|mailto):", safe):
        return said
    return f"[{safe}]" if said == _escaped(address) else f"[{said}|{safe}]"


def _html(content: str) -> str:
    """A comment is nobody's to read; anything else is somebody's text."""
    return _escaped(re.sub(r"<!--.*?(-->|$)", "", content, flags=re.DOTALL).strip())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _plain(text: str) -> str:
    """Within noformat only its own end means something."""
    return _NOFORMAT.sub("{ \\1", text)
