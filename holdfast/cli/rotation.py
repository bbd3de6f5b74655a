"""`holdfast rotation`: the hand-kept table comes in, a clean one goes out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from holdfast.cli import fairness, pack, returns
from holdfast.cli.ground import (
    acting,
    as_option,
    day,
    empty_document,
    json_option,
    now,
    prepare,
    programme,
    read_file,
    say,
    show,
    show_json,
)
from holdfast.cli.reconcile import reconcile
from holdfast.cli.relief import relief
from holdfast.cli.sign_ups import sign_up, sign_ups, volunteer
from holdfast.cli.swap import swap
from holdfast.cli.windows import seat, window
from holdfast.kernel.text import plural

if TYPE_CHECKING:
    from holdfast.rotation.actions import Imported
    from holdfast.rotation.rules.table import Finding, TableReading

# Findings about rows that are not imported, unless a repair of theirs was accepted.
_IMPOSSIBLE = {"unparsed-row", "unclosed-row", "conflicting-row"}


@click.group(short_help="The rotation: table, windows, seats, relief, fairness, packs.")
def rotation() -> None:
    """The rotation: its table in and out, windows and seats, swaps, relief of home teams, how turns
    are spread, and the handover at the end of a window."""


rotation.add_command(reconcile)
for each in (window, seat, sign_up, sign_ups, volunteer, swap):
    rotation.add_command(each)


@rotation.command("import", short_help="Take in a hand-kept table.")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="Read and check; change nothing.")
@click.option("--accept-repairs", is_flag=True, help="Take every proposed repair of a date.")
@click.option(
    "--replace",
    is_flag=True,
    help="Where a row contradicts the rotation that stands here, the table is right.",
)
@as_option("Who imports; without it the operator of this machine does.", required=False)
@json_option
def import_(
    file: str,
    *,
    dry_run: bool,
    accept_repairs: bool,
    replace: bool,
    login: str | None,
    as_json: bool,
) -> None:
    """Read a rotation table (markdown, CSV or a pasted sheet; - is standard input).

    What is odd about it is said line by line. A row that cannot be read, or whose dates are
    impossible, is left out until its repair is accepted; the others come in, with their people as
    unconfirmed. The same file again changes nothing; a row that contradicts the rotation that stands
    here is left out unless --replace says that the table is right.

    Exit code: 0 when rows were taken in, whatever else was found. 1 when none could be. With
    --dry-run: 0 when nothing waits for a decision, 1 when a repair does or a row would be left out.
    """
    with empty_document(imported=False, windows=[], findings=[]):
        prepare()
        content = read_file(file)
        reading, done = _take_in(
            content,
            file=file,
            dry_run=dry_run,
            accept=None if accept_repairs else (),
            replace=None if replace else (),
            login=login,
        )
    waiting = {each.line for each in reading.findings if _waits(each, reading)}
    contradict = any(each.replaces and not each.applied for each in reading.findings)
    imported = not dry_run and bool(reading.windows)
    if as_json:
        from holdfast.rotation.presenting import reading_as_data

        show_json(reading_as_data(reading, imported=imported, states=_states()))
    else:
        _tell(reading.findings)
        show(_summary(reading, done))
    if waiting:
        say(
            f"{plural(len(waiting), 'row waits', 'rows wait')} for a decision: accept the proposed "
            "repairs with --accept-repairs, or mend the table."
            + (" Where the table is right against what stands here, add --replace." * contradict)
        )
    if not (imported or dry_run):
        say("No row could be imported.")
    sys.exit(1 if (waiting if dry_run else not imported) else 0)


def _take_in(
    content: bytes,
    *,
    file: str,
    dry_run: bool,
    accept: tuple[int, ...] | None,
    replace: tuple[int, ...] | None,
    login: str | None,
) -> tuple[TableReading, Imported | None]:
    """The reading, and what came in unless it was only looked at."""
    from holdfast.rotation.actions import import_table, upload_table
    from holdfast.rotation.queries import read

    by, at = acting(login), now()
    if dry_run:
        return read(programme(), content, accept=accept, replace=replace, at=at), None
    name = "standard input" if file == "-" else file.replace("\\", "/").rpartition("/")[2]
    upload = upload_table(programme=programme(), content=content, name=name[:200], by=by, at=at)
    done = import_table(upload=upload, accept=accept, replace=replace, by=by, at=at)
    return done.reading, done


def _waits(finding: Finding, reading: TableReading) -> bool:
    """Does somebody have to decide something about this line before it can stand as it should?"""
    if finding.applied:
        return False
    left_out = finding.line not in {row.line for row in reading.windows}
    return bool(finding.repair or finding.replaces) or (
        finding.kind.value in _IMPOSSIBLE and left_out
    )


def _states() -> dict[Any, dict[str, str]]:
    """What is on record of the seats that are here: an import finds some of them confirmed."""
    from holdfast.rotation.presenting import seat_word
    from holdfast.rotation.queries import windows

    return {
        (window.starts_on, window.ends_on): {
            seat.person.login: seat_word(seat) for seat in window.seated
        }
        for window in windows(programme())
    }


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        say(f"line {finding.line}: {finding.kind.value}: {finding.message}")
        if repair := finding.repair:
            dates = f"{day(repair.starts_on)} to {day(repair.ends_on)}"
            word = "repaired" if finding.applied else "proposed repair"
            say(f"    {word}: {dates}. {repair.why}")


def _summary(reading: TableReading, done: Imported | None) -> str:
    found = (
        f"{plural(len(reading.windows), 'window')} with "
        f"{plural(sum(len(row.seats) for row in reading.windows), 'seat')}, "
        f"{plural(len(reading.findings), 'finding')}."
    )
    if done is None:
        return f"Would import {found} Nothing was changed."
    changed = f" Changed: {plural(done.windows_changed, 'window')}." if done.windows_changed else ""
    new = f"{plural(done.windows_added, 'window')}, {plural(done.seats_added, 'seat')}"
    return f"Read {found} New here: {new}.{changed}"


@rotation.command(short_help="Print the rotation as a clean table.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "csv"]),
    default="markdown",
    show_default=True,
)
def export(form: str) -> None:
    """Print the whole rotation; `rotation import` reads it back to the same."""
    prepare()
    from holdfast.people.queries import policy_at
    from holdfast.rotation.queries import as_rows
    from holdfast.rotation.rules.table import write_table

    wanted = policy_at(programme(), now()).seats_wanted
    rows = as_rows(programme())
    text = write_table(rows, format="csv" if form == "csv" else "markdown", usual_wanted=wanted)
    show(text.rstrip("\r\n"))
    if not rows:
        say("The rotation has no windows yet; `holdfast rotation import FILE` brings them.")


rotation.add_command(relief)
for command in (fairness.fairness, fairness.service, fairness.waive, pack.pack, returns.return_):
    rotation.add_command(command)
