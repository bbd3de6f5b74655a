"""`holdfast plan`: the planner alone, from a file to a file. No database."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfast.cli.ground import empty_document, json_option, read_file, say, show, show_json, table
from holdfast.kernel.refusal import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.rotation.planner.process import Solving
    from holdfast.rotation.rules.planning.problem import Level, Plan


@click.group(short_help="The planner: who sits in which window.")
def plan() -> None:
    """Who sits in which window: the planner. docs/planning.md states what it solves."""


@plan.command(short_help="Solve a planning problem in a file.")
@click.argument("file", metavar="PROBLEM.json")
@click.option("--out", metavar="PLAN.json", help="Write the plan here instead of printing it.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1, max=86_400),
    default=60.0,
    show_default=True,
    help="At most so long, by the clock on the wall.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help="Chooses between plans that are equally good.",
)
@click.option(
    "--deterministic",
    metavar="D",
    type=click.FloatRange(min=0.001, max=1e6),
    help="Count the limit in the solver's own work (about seconds), not in time: the same problem "
    "then gives the same plan wherever it is cut off.",
)
@click.option("--no-why", is_flag=True, help="Leave the explanations out.")
@json_option
def solve(
    file: str,
    *,
    out: str | None,
    seconds: float,
    seed: int,
    deterministic: float | None,
    no_why: bool,
    as_json: bool,
) -> None:
    """Solve PROBLEM.json (- is standard input) and print PLAN.json, level by level on the way.

    Ctrl-C stops and keeps the best plan so far, which is written and says that it was cut short; a
    second Ctrl-C gives up. Exit code 0 with a plan, proven or not; 1 when the problem was refused.
    With --out, --json prints the levels.
    """
    from holdfast.rotation.planner.process import Solving
    from holdfast.rotation.rules.planning.reading import (
        MAX_BYTES,
        level_as_data,
        plan_as_data,
        problem_from_json,
    )

    with empty_document(seats=[], levels=[]):
        problem = problem_from_json(read_file(file, most=MAX_BYTES))
        target = _target(out)
        started = Solving(
            problem, seconds=seconds, seed=seed, deterministic=deterministic, why=not no_why
        )
        with started as solving:
            found = _watch(solving)
    document = plan_as_data(found, solving.why)
    if target:
        _write(target, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    if target and as_json:
        levels = [level_as_data(level) for level in found.levels]
        show_json({"out": str(target), "seats": len(found.seats), "levels": levels})
    elif target:
        show(_summary(target, found))
    else:
        show_json(document)
    if solving.unexplained:
        say(solving.unexplained)
    if found.cancelled:
        say("This plan was cut short: it is the best found until then, and breaks no hard rule.")


def _watch(solving: Solving) -> Plan:
    """The plan, shown growing. The first Ctrl-C keeps the best so far, the second ends it all."""
    display = Display(terminal=sys.stderr.isatty())
    levels = solving.levels(beat=1.0)
    try:
        _show(levels, display)
    except KeyboardInterrupt:
        display.close()
        say("Stopping with the best plan so far; Ctrl-C again gives it up.")
        solving.cancel()
        # A generator that was interrupted is over; the process is not.
        _show(solving.levels(beat=1.0), display)
    display.close()
    assert solving.plan
    return solving.plan


def _show(levels: Iterator[Level | None], display: Display) -> None:
    for level in levels:
        if level:
            display.level(level)
        else:
            display.beat()


class Display:
    """What is known so far, on standard error: a line a level, on a terminal rewritten in place.

    Elsewhere a level has a line when it is done, and one a second while it is not.
    """

    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal
        self._level: Level | None = None
        self._shown = ""
        self._started = time.monotonic()
        self._said = self._started - 1  # the first word is said at once

    def level(self, level: Level) -> None:
        if self._level and self._level.name != level.name:
            self.close()
        self._level = level
        if self._terminal:
            self._put(self._words(level))
        elif time.monotonic() - self._said >= 1:
            self._line()

    def beat(self) -> None:
        """A second without news: on a terminal the time goes on."""
        if self._terminal:
            spent = f"{time.monotonic() - self._started:5.0f} s"
            self._put(f"{self._words(self._level) if self._level else 'looking'}   {spent} in all")

    def close(self) -> None:
        """The level is done, or the search is."""
        if not self._terminal:
            self._line()
        elif self._shown:
            say("")
        self._shown = ""

    def _words(self, level: Level) -> str:
        known = "proven" if level.proven else f"at least {level.bound:,}"
        return f"{level.name:<11}{level.value:>12,}   {known:<20}{level.seconds:7.1f} s"

    def _put(self, words: str) -> None:
        click.echo(f"\r{words.ljust(len(self._shown))}", err=True, nl=False)
        self._shown = words

    def _line(self) -> None:
        words = self._words(self._level) if self._level else ""
        if words != self._shown:
            say(words)
        self._shown, self._said = words, time.monotonic()


def _summary(target: Path, found: Plan) -> str:
    rows = [
        ("level", "value", "bound", "proven", "seconds"),
        *(
            (
                each.name,
                f"{each.value:,}",
                f"{each.bound:,}",
                "yes" if each.proven else "no",
                f"{each.seconds:.1f}",
            )
            for each in found.levels
        ),
    ]
    seats = f"{len(found.seats):,} seats in {found.seconds:.1f} s"
    return f"{table(rows)}\n{target}: {seats}."


def _target(out: str | None) -> Path | None:
    """Where the plan will go, tried before a minute is spent on it."""
    if out is None:
        return None
    path = Path(out)
    if path.is_dir():
        raise Invalid(f"{path} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise Invalid(f"There is no folder {path.parent}; make it first.")
    if not os.access(path.parent, os.W_OK):
        raise Invalid(f"Nothing can be written in {path.parent}; name a file in another folder.")
    return path


def _write(path: Path, text: str) -> None:
    """All of it or nothing: a reader never meets half a plan."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Invalid(f"{path} cannot be written ({error.strerror}).") from None
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        # As any other file made here would be, not for the owner alone.
        mask = os.umask(0)
        os.umask(mask)
        new.chmod(0o666 & ~mask)
        new.replace(path)
    except OSError as error:
        raise Invalid(f"{path} cannot be written ({error.strerror}).") from None
    finally:
        new.unlink(missing_ok=True)
