"""`holdfast issues`: support issues come in as CSV, and which escalation is about which."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    empty_document,
    json_option,
    now,
    prepare,
    programme,
    say,
    show,
    show_json,
    table,
)
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import plural

if TYPE_CHECKING:
    from holdfast.support.models import Import

_NUMBERS = ("rows", "added", "changed", "unchanged", "refused", "repeated")


@click.group(short_help="Support issues: import, list, match.")
def issues() -> None:
    """Support issues: what came to customer support, with which engagement is compared (R77)."""


@issues.command("import", short_help="Take in a CSV of support issues.")
@click.argument("file")
@click.option(
    "--map", "pairs", multiple=True, metavar="COLUMN=THEIRS", help="Which of their columns is ours."
)
@click.option(
    "--dates", type=click.Choice(["day-first", "month-first"]), help="09/03/2026 is which?"
)
@click.option("--defect", metavar="THEIRS=VALUE[,VALUE]", help="Rows that count as filed defects.")
@click.option("--strict", is_flag=True, help="Nothing comes in where any row cannot be used.")
@as_option("Who imports; without it the operator of this machine does.", required=False)
@json_option
def import_(
    file: str,
    *,
    pairs: tuple[str, ...],
    dates: str | None,
    defect: str | None,
    strict: bool,
    login: str | None,
    as_json: bool,
) -> None:
    """Read a CSV of support issues of any helpdesk (- is standard input), up to 1 GB.

    Columns are found by the names of usual exports (Zendesk, Intercom, Freshdesk, Jira); --map names
    others, and --map COLUMN= takes one away. COLUMN is one of key, opened, solved, changed, customer,
    team, priority, status, title, url; key and opened are needed. --defect type=bug says which rows only
    report a fault of the product: they count apart.

    An issue that is here takes what the file says of it; the same file again changes nothing. Rows that
    cannot be used are counted and the first 100 named; the others come in all the same, unless --strict
    asks that every row is looked at before anything comes in. Who stops it on the way keeps what has
    come in.

    Exit code: 0 when the file was read to its end, 1 when not, or when no row could be used.
    """
    with empty_document(imported=False, **dict.fromkeys(_NUMBERS, 0), findings=[], repeats=[]):
        prepare()
        done = _imported(
            file, pairs=pairs, dates=dates, defect=defect, strict=strict, login=login, quiet=as_json
        )
    from holdfast.support.presenting.issue import import_as_data

    good = not done.failed and (done.refused < done.read or not done.read)
    if as_json:
        show_json({"imported": good, **import_as_data(done)})
    _tell(done)
    if not as_json and not done.failed:
        show(
            f"{plural(done.added, 'issue')} added, {done.changed:,} changed, {done.unchanged:,} as "
            f"they were; {plural(done.refused, 'row')} could not be used."
        )
    if not good and not done.failed:
        say("No row could be used.")
    sys.exit(0 if good else 1)


def _imported(
    file: str,
    *,
    pairs: tuple[str, ...],
    dates: str | None,
    defect: str | None,
    strict: bool,
    login: str | None,
    quiet: bool,
) -> Import:
    from holdfast.support.actions import begin_import, bring_issues
    from holdfast.support.actions.bringing import given_pairs
    from holdfast.support.actions.importing import carry_out, new_lease
    from holdfast.support.queries.importing import find_import

    by = acting(login)
    columns = dict(given_pairs(pairs, field="map"))
    defects = given_pairs([defect], field="defect")[0] if defect else None
    name = "standard input" if file == "-" else Path(file).name
    with _opened(file) as stream:
        made = bring_issues(programme=programme(), file=stream, name=name, by=by, at=now())
    begun = begin_import(
        import_id=made.pk,
        columns=columns,
        dates=dates or "",
        defect=(defects[0], defects[1].split(",")) if defects else None,
        strict=strict,
        lease=new_lease(),
        by=by,
        at=now(),
    )
    shown = click.progressbar(length=made.size or 0, label="Reading", file=sys.stderr)
    with nullcontext() if quiet else shown as bar:
        done = 0

        def tell(so_far: Import) -> None:
            nonlocal done
            if bar is not None:
                bar.update(so_far.offset - done)
            done = so_far.offset

        carry_out(begun, clock=now, tell=tell)
    return find_import(made.pk)


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    """The bytes as they come, never all of them. Raises Invalid with a sentence."""
    if file == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise Invalid("Standard input is closed; name a file, or send one through a pipe.")
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise Invalid(f"There is no file {file}; check the path.") from None
    except IsADirectoryError:
        raise Invalid(f"{file} is a folder; name the file in it.") from None
    except (PermissionError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Invalid(f"{file} cannot be read ({why}).") from None


def _tell(done: Import) -> None:
    for each in done.findings:
        say(f"line {each['line']}: {each['message']}")
    if done.refused > len(done.findings):
        say(f"and {plural(done.refused - len(done.findings), 'more row', 'more rows')}.")
    if done.repeats:
        first = ", ".join(f"{each['key']} (line {each['line']})" for each in done.repeats)
        say(
            f"{plural(done.repeated, 'row says', 'rows say')} again what stands further up, and the "
            f"last stands: {first}{' …' if done.repeated > len(done.repeats) else ''}."
        )
    if done.failed:
        say(done.failed)


@issues.command("list", short_help="The issues, newest first.")
@click.option("--customer", default="")
@click.option("--team", default="")
@click.option(
    "--kind", default="counted", show_default=True, help="counted, defects, deleted or all."
)
@click.option("--engaged", default="", help="yes or no: was engineering formally asked?")
@click.option("--after", help="`next` of the page before.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@json_option
def list_(*, as_json: bool, **asked: Any) -> None:
    """The newest support issues."""
    prepare()
    from holdfast.support.presenting.issue import issue_as_data
    from holdfast.support.queries.issue import page_of_issues

    found = page_of_issues(programme(), **asked)
    if as_json:
        items = [issue_as_data(each) for each in found.items]
        show_json({"items": items, "next": found.next})
        return
    if not found.items:
        show("No issues.")
        return
    rows = [
        (each.key, f"{each.opened_at:%Y-%m-%d}", each.customer[:30], each.team[:20], each.title)
        for each in found.items
    ]
    show(table(rows, indent=""))


@issues.command(short_help="Say which escalation is about an issue.")
@click.argument("ref")
@click.argument("key")
@click.option("--remove", is_flag=True, help="It is not about that issue.")
@click.option("--reason", default="", help="Why not; with --remove.")
@as_option("Who says so.", required=True)
@json_option
def match(*, ref: str, key: str, remove: bool, reason: str, login: str, as_json: bool) -> None:
    """ESC-1 is about the support issue KEY. An address that names the issue matches it by itself."""
    prepare()
    from holdfast.escalation.queries import by_ref
    from holdfast.support import actions
    from holdfast.support.presenting.issue import match_as_data
    from holdfast.support.queries.issue import matches_of

    by, at = acting(login), now()
    if remove:
        actions.unmatch(ref=ref, key=key, reason=reason, by=by, at=at)
    else:
        actions.match(ref=ref, key=key, by=by, at=at)
    found = matches_of(by_ref(ref))
    if as_json:
        show_json({"items": [match_as_data(each) for each in found]})
        return
    for each in found:
        show(f"{each.issue.key}  {each.issue.title}  ({each.get_how_display().lower()})")
    if not found:
        show("It is about no support issue.")
