"""`holdfast people calendar`, `holdfast people absences`, `holdfast people away` and
`holdfast calendar`: days away in, the rotation out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from holdfast.cli.given import given_day
from holdfast.cli.ground import (
    acting,
    as_option,
    day,
    json_option,
    moment,
    now,
    one_of,
    prepare,
    read_file,
    say,
    show,
    show_json,
    table,
)
from holdfast.kernel.text import plural

if TYPE_CHECKING:
    from holdfast.people.models import AbsenceCalendar, Person

_BY = "Who says so: themselves, or a lead."


@click.group("calendar", short_help="Read somebody's days away from a calendar.")
def person_calendar() -> None:
    """The calendar somebody's days away are read from, every six hours. Of its address nobody is shown
    more than the host."""


@person_calendar.command("set", short_help="Give its address.")
@click.argument("who", metavar="LOGIN")
@click.argument("address")
@click.option("--words", default="", help="Only events with one of these: “PTO, vacation”.")
@as_option(_BY, required=False)
@json_option
def set_(who: str, address: str, words: str, login: str | None, as_json: bool) -> None:
    """Read their days away from this address (https or webcal) from now on."""
    prepare()
    from holdfast.people.actions import set_absence_calendar
    from holdfast.people.queries import person

    found = person(who)
    given = set_absence_calendar(
        login=found.login, address=address, words=words, by=acting(login), at=now()
    )
    _shown(found, given, as_json)


@person_calendar.command("remove", short_help="Read it no more.")
@click.argument("who", metavar="LOGIN")
@as_option(_BY, required=False)
@json_option
def remove(who: str, login: str | None, as_json: bool) -> None:
    """What it said of days to come goes with it, what is past stays."""
    prepare()
    from holdfast.people.actions import remove_absence_calendar
    from holdfast.people.queries import person

    found = person(who)
    remove_absence_calendar(login=found.login, by=acting(login), at=now())
    _shown(found, None, as_json)


@person_calendar.command("read", short_help="Read it now.")
@click.argument("who", metavar="LOGIN")
@as_option(_BY, required=False)
@json_option
def read(who: str, login: str | None, as_json: bool) -> None:
    """Read it here and now, and say what came of it. Exit code 1 where it cannot be read."""
    prepare()
    from holdfast.journal.ledger import deliver_one
    from holdfast.people.actions import read_absence_calendar
    from holdfast.people.queries import person
    from holdfast.people.queries.calendar import calendar_of, key_of

    found = person(who)
    asked = read_absence_calendar(login=found.login, by=acting(login), at=now())
    deliver_one(key_of(asked), clock=now)
    after = calendar_of(found)
    _shown(found, after, as_json)
    if after and after.problem:
        say(after.problem)
        sys.exit(1)


def _shown(person: Person, calendar: AbsenceCalendar | None, as_json: bool) -> None:
    from holdfast.people.presenting import calendar_as_data

    if as_json:
        show_json(calendar_as_data(person, calendar))
    elif calendar is None:
        show(f"No calendar is read for {person.login}.")
    else:
        count = plural(calendar.absences.count(), "absence")
        show(
            f"{person.login}: {count} from {calendar.host}; last read "
            f"{moment(calendar.read_at)}, next {moment(calendar.next_at)}."
        )
        if calendar.left_out:
            say(calendar.left_out)


@click.group(short_help="Days away out of a calendar file.")
def absences() -> None:
    """Days away out of a calendar file. `holdfast people absence` enters and lists single ones."""


@absences.command("import", short_help="Bring in an .ics file.")
@click.argument("file")
@click.option("--words", default="", help="Only events with one of these: “PTO, vacation”.")
@as_option("Whose days they are.", required=True)
@json_option
def import_(file: str, words: str, login: str, as_json: bool) -> None:
    """Take in the days away of an iCal file (- is standard input), once. All-day events count, and what
    covers a working day; past ones are left. The same file again changes nothing."""
    prepare()
    from holdfast.people.actions import import_absences

    by = acting(login)
    done = import_absences(login=by.login, content=read_file(file), words=words, by=by, at=now())
    if as_json:
        show_json(
            {
                "login": done.login,
                "added": done.added,
                "known": done.known,
                "left_out": list(done.left_out),
            }
        )
        return
    known = f" {done.known} were here already." if done.known else ""
    show(f"{plural(done.added, 'absence')} of {done.login} came in.{known}")
    for sentence in done.left_out:
        say(sentence)


@click.command(short_help="Who is away when.")
@click.option("--from", "starts", metavar="DATE", required=True, help="The first day.")
@click.option("--to", "ends", metavar="DATE", required=True, help="The last day.")
@json_option
def away(starts: str, ends: str, as_json: bool) -> None:
    """Absences and public holidays of everybody who could be on the rotation, and whose working hours
    nobody knows."""
    prepare()
    from holdfast.people.presenting import off_as_data
    from holdfast.people.queries import able_to_own
    from holdfast.people.queries.away import time_off, without_hours

    first, last = given_day(starts, field="from"), given_day(ends, field="to")
    if first is None or last is None or last < first:
        raise click.UsageError("--to lies before --from; swap the two days.")
    able = {each.person: each.login for each in able_to_own()}
    off = {able[number]: found for number, found in time_off(able, first, last).items() if found}
    unknown = [each.login for each in without_hours()]
    if as_json:
        people = [{"login": login, "off": off_as_data(found)} for login, found in off.items()]
        show_json({"from": f"{first}", "to": f"{last}", "people": people, "without_hours": unknown})
        return
    rows = [
        (login, day(each.starts_on), day(each.ends_on), each.why or each.source)
        for login, found in off.items()
        for each in found
    ]
    show(table(rows) if rows else "Nobody is known to be away.")
    if unknown:
        say(f"Working hours not known: {', '.join(unknown)}.")


@click.group(short_help="The rotation in calendar programs.")
def calendar() -> None:
    """The rotation in calendar programs."""


@calendar.command(short_help="An address to subscribe to.")
@click.option("--programme", is_flag=True, help="The whole rotation.")
@click.option("--person", "own", is_flag=True, help="Their own seats.")
@click.option("--end", is_flag=True, help="End the address instead of making a new one.")
@as_option("Whose address it is.", required=True)
@json_option
def feed(*, programme: bool, own: bool, end: bool, login: str, as_json: bool) -> None:
    """Print a new address under which a calendar program reads the rotation, or with --person one's own
    seats in it. It is shown this once; the one they had works no more."""
    kind = one_of(programme=programme, person=own) or "programme"
    prepare()
    from django.conf import settings

    from holdfast.people.actions import make_feed, revoke_feed
    from holdfast.people.presenting import feed_as_data

    by = acting(login)
    if end:
        ended = revoke_feed(login=by.login, kind=kind, by=by, at=now())
        if as_json:
            show_json({"login": by.login, "kind": kind, "ended": ended})
        else:
            show("It works no more." if ended else f"{by.login} has no such address.")
        return
    made, secret = make_feed(login=by.login, kind=kind, by=by, at=now())
    address = f"{settings.BASE_URL}/calendar/{secret}.ics"
    if as_json:
        show_json(feed_as_data(made, address))
        return
    show(address)
    say("Whoever has it can read it. Not shown again; a new one ends it.")
