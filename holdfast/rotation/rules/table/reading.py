"""Reading a table: from bytes to windows and findings (R6-R20)."""

from collections.abc import Iterator, Sequence

from .checks import check, unknown_people
from .dates import as_date
from .deciding import Accepted, Decided, accepted, decide, once, placed_windows, unsure
from .decoding import decode
from .locate import Table, locate, split_lines
from .model import Expectations, Finding, Kind, Repair, TableReading
from .mojibake import outside_the_table
from .repair import propose
from .rows import Row, read_row
from .text import clipped, listed

_ORDER = {kind: index for index, kind in enumerate(Kind)}


def read_table(data: bytes, *, expect: Expectations, accept: Accepted = ()) -> TableReading:
    """What would be imported from a hand-kept table, and everything worth saying about it.

    `accept` holds the line numbers whose proposed repair is accepted, or is `"all"`. Raises
    TableRefused, and nothing else, when the file as a whole cannot be used.
    """
    text, encoding = decode(data)
    lines = split_lines(text)
    table, others = locate(lines)
    findings: list[Finding] = [_left_alone(other) for other in others]
    rows: list[Row] = []
    for line in table.rows:
        row, said = read_row(line, table, expect)
        findings += said
        if row:
            rows.append(row)
    rows = _unscrambled(rows, accept, findings)
    rows = once(rows, findings)
    proposals = propose(
        [(row.written.start, row.written.end) for row in rows],
        target=expect.target_days,
        tolerance=expect.tolerance_days,
    )
    decided: list[Decided] = []
    noticed: list[Finding] = []
    for index, row in enumerate(rows):
        decision, finding = decide(row, proposals.by_row.get(index), accept)
        decided += [decision] if decision else []
        noticed += [finding] if finding else []
    noticed += [unsure(rows[before], rows[after]) for before, after in proposals.unsure]
    placed = placed_windows(decided, findings)
    windows = [item.window for item in placed if item.imported]
    findings += _merged(noticed, list(check(placed, expect)))
    findings += unknown_people(windows, expect, table.first_line)
    inside = {line.number for line in table.rows} | {table.first_line}
    if table.form == "markdown":
        findings += outside_the_table(lines, inside)
    return TableReading(
        windows=tuple(windows),
        findings=tuple(sorted(findings, key=lambda found: (found.line, _ORDER[found.kind]))),
        header_line=table.first_line,
        form=table.form,
        encoding=encoding,
        usual_days=proposals.usual,
        lines={number: lines[number - 1] for number in sorted(inside)},
    )


def _left_alone(table: Table) -> Finding:
    titles = " | ".join(table.header.cells) if table.header else table.rows[0].text
    return Finding(
        table.first_line,
        Kind.UNPARSED_ROW,
        f'Line {table.first_line} starts another table with dates ("{clipped(titles)}") that was '
        "not read as the rotation: give it the same header as the rotation table if it is one.",
    )


def _unscrambled(rows: Sequence[Row], accept: Accepted, findings: list[Finding]) -> list[Row]:
    """Names read in the wrong encoding, repaired where that is accepted (R20)."""
    result: list[Row] = []
    for row in rows:
        start, end = as_date(row.written.start), as_date(row.written.end)
        if row.meant is None:
            result.append(row)
            continue
        applied = accepted(row.line, accept)
        pairs = listed(
            f'"{clipped(was.name, 40)}" for "{clipped(meant.name, 40)}"'
            for was, meant in zip(row.people.seats, row.meant.seats, strict=False)
            if was.name != meant.name
        )
        why = f"The text was read in the wrong encoding once: {pairs or 'the people'}."
        repair = Repair(why, start, end) if start and end else None
        findings.append(
            Finding(
                row.line,
                Kind.MOJIBAKE,
                f"Line {row.line} has {pairs or 'wrong characters'}, read in the wrong encoding "
                f"once: {'repaired' if applied else 'accept the repair'}, and mend the source.",
                repair,
                applied,
            )
        )
        result.append(row.unscrambled() if applied else row)
    return result


def _merged(noticed: Sequence[Finding], checked: Sequence[Finding]) -> Iterator[Finding]:
    """A defect that carries a repair is said once, not again by the check that sees it too."""
    said = {(finding.line, finding.kind) for finding in noticed if not finding.applied}
    yield from noticed
    for finding in checked:
        if (finding.line, finding.kind) not in said:
            yield finding
