"""Taking in a CSV, whichever it is: all or nothing, with the line of each row at fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from holdfast.cli.ground import (
    acting,
    empty_document,
    now,
    prepare,
    read_file,
    say,
    show,
    show_json,
)
from holdfast.kernel.refusal import Refusal
from holdfast.kernel.text import plural


def take_in(
    find: Callable[[], Callable[..., Any]],
    *,
    file: str,
    login: str | None,
    as_json: bool,
    nouns: tuple[str, str],
) -> None:
    """Import the file and say what came of it. `find` gives the action once Django is ready; `nouns`
    are one of what a row is, and several."""
    findings: list[dict[str, Any]] = []
    with empty_document(added=[], changed=[], unchanged=0, findings=findings):
        prepare()
        try:
            done = find()(content=read_file(file), by=acting(login), at=now())
        except Refusal as refusal:
            findings += refusal.facts.pop("findings", [])
            for each in findings:
                column = f", column {each['column']}" if each["column"] else ""
                say(f"line {each['line']}{column}: {each['message']}")
            raise
    if as_json:
        show_json({**asdict(done), "findings": []})
    else:
        show(
            f"{plural(len(done.added), *nouns)} added, {len(done.changed)} changed, "
            f"{done.unchanged} as they were."
        )
