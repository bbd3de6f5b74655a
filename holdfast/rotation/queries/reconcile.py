"""What the sources of the rotation say, read from the records, and what of it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Person, Programme
from holdfast.people.queries import names, policy_at
from holdfast.rotation import groups
from holdfast.rotation.models import (
    Seat,
    Settlement,
    SignUp,
    Swap,
    SwapEnd,
    TableImport,
    TableUpload,
    Window,
)
from holdfast.rotation.queries.sign_ups import current
from holdfast.rotation.queries.table import incoming
from holdfast.rotation.queries.windows import is_confirmed, is_withdrawn, windows
from holdfast.rotation.rules.reconcile import (
    Difference,
    GroupSaid,
    RowSaid,
    SeatSaid,
    SheetSaid,
    TableSaid,
    WindowCompared,
    WindowSaid,
    reconcile,
)

People = dict[int, Person]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The sources side by side, for the windows that are not over. `settled` are what somebody said of
    a difference, by its key; what is not in it is open."""

    windows: tuple[WindowCompared, ...]
    upload: TableUpload | None
    table: TableSaid | None
    group: GroupSaid | None
    settled: dict[str, Settlement]

    @property
    def open(self) -> list[Difference]:
        return [
            each
            for window in self.windows
            for each in window.all_differences
            if each.key not in self.settled
        ]

    def difference(self, key: str) -> Difference | None:
        """The one of this key, where the sources still say so."""
        every = (each for window in self.windows for each in window.all_differences)
        return next((each for each in every if each.key == key), None)


def reconciled(programme: Programme, *, at: datetime) -> Reconciled:
    """Sheet, table, seats and group as they stand now."""
    today = local_date(at, policy_at(programme, at).zone)
    found = windows(programme, since=today)
    upload, repairs = newest_table(programme)
    table = _table(programme, upload, repairs, today, at) if upload else None
    group = groups.members(programme, at=at)
    signed = _signed(programme, found)
    seats = [seat for window in found for seat in window.seated]
    people = names(_mentioned(seats, signed))
    others = _others(table, group)
    given = _given(found)
    said = [_window(each, signed, people, others, given, today) for each in found]
    compared = reconcile(said, table, group)
    keys = [each.key for window in compared for each in window.all_differences]
    settled = Settlement.objects.filter(programme=programme, key__in=keys).select_related("by")
    return Reconciled(compared, upload, table, group, {each.key: each for each in settled})


def newest_table(programme: Programme) -> tuple[TableUpload | None, list[int]]:
    """The table that was uploaded or taken in last, and the lines whose repair was accepted then."""
    uploads = TableUpload.objects.filter(programme=programme).select_related("by")
    newest = uploads.order_by("-pk").first()
    imports = TableImport.objects.filter(upload__programme=programme)
    taken = imports.select_related("upload", "upload__by").order_by("-pk").first()
    if taken and (newest is None or taken.upload_id == newest.pk or taken.at > newest.at):
        return taken.upload, taken.repairs
    return newest, []


def _table(
    programme: Programme, upload: TableUpload, repairs: list[int], today: date, at: datetime
) -> TableSaid | None:
    try:
        # As if the lead took its word for everything: each change says which window a row means.
        found = incoming(programme, bytes(upload.content), accept=repairs, replace=None, at=at)
    except Invalid:
        return None
    rows = [
        RowSaid(
            change.window,
            (change.row.starts_on, change.row.ends_on),
            frozenset(seat.login for seat in change.row.seats),
            change.row.line,
        )
        for change in found.changes
        if change.row.ends_on >= today or change.window
    ]
    return TableSaid(upload.name, str(upload.by or ""), upload.at, rows)


def _signed(programme: Programme, found: Sequence[Window]) -> dict[int, dict[int, SignUp]]:
    """The word of each person that counts, by window."""
    signed: dict[int, dict[int, SignUp]] = {}
    for (person, window), row in current(programme, found).items():
        signed.setdefault(window, {})[person] = row
    return signed


def _given(found: Sequence[Window]) -> set[int]:
    """The seats that changed hands: their people gave them away, whoever's yes came last."""
    numbers = [each.pk for each in found]
    taken = Swap.objects.filter(
        Q(seat__window__in=numbers) | Q(in_return__window__in=numbers),
        end__word=SwapEnd.Word.TAKEN,
    )
    return {seat for pair in taken.values_list("seat", "in_return") for seat in pair if seat}


def _mentioned(seats: Iterable[Seat], signed: dict[int, dict[int, SignUp]]) -> set[int]:
    numbers: set[int | None] = set()
    for seat in seats:
        numbers |= {seat.person_id, seat.by_id}
        if is_confirmed(seat):
            numbers.add(seat.confirmation.by_id)
        if is_withdrawn(seat):
            numbers.add(seat.withdrawal.by_id)
    for rows in signed.values():
        for row in rows.values():
            numbers |= {row.person_id, row.by_id}
    return {number for number in numbers if number}


def _window(  # noqa: PLR0917 - what each source says
    window: Window,
    signed: dict[int, dict[int, SignUp]],
    people: People,
    others: dict[str, str],
    given: set[int],
    today: date,
) -> WindowSaid:
    seats: dict[str, Seat] = {}
    for seat in sorted(window.seated, key=lambda each: each.pk):
        before = seats.get(seat.person.login)
        # The one that stands; where none does, the newest.
        if before is None or is_withdrawn(before) or not is_withdrawn(seat):
            seats[seat.person.login] = seat
    rows = signed.get(window.pk, {}).values()
    return WindowSaid(
        number=window.pk,
        dates=(window.starts_on, window.ends_on),
        running=window.starts_on <= today <= window.ends_on,
        names={
            **others,
            **{login: str(seat.person) for login, seat in seats.items()},
            **{people[row.person_id].login: str(people[row.person_id]) for row in rows},
        },
        seats={login: _seat(seat, people, given) for login, seat in seats.items()},
        on=frozenset(
            seat.person.login
            for seat in window.seated
            if not is_withdrawn(seat) and seat.days[0] <= today <= seat.days[1]
        ),
        sheet={people[row.person_id].login: _row(row, people) for row in rows},
    )


def _others(table: TableSaid | None, group: GroupSaid | None) -> dict[str, str]:
    """The names of those whom only the table or the group may know, by login."""
    logins = {login for row in (table.rows if table else ()) for login in row.logins}
    logins |= group.logins if group else frozenset()
    if not logins:
        return {}
    return {each.login: str(each) for each in Person.objects.filter(login__in=logins)}


def _seat(seat: Seat, people: People, given: set[int]) -> SeatSaid:
    confirmation = seat.confirmation if is_confirmed(seat) else None
    withdrawal = seat.withdrawal if is_withdrawn(seat) else None
    return SeatSaid(
        number=seat.pk,
        by=_name(people, seat.by_id),
        at=seat.at,
        source=seat.get_source_display().lower(),
        confirmed_by=_name(people, confirmation.by_id) if confirmation else "",
        confirmed_at=confirmation.at if confirmation else None,
        withdrawn_by=_name(people, withdrawal.by_id) if withdrawal else "",
        withdrawn_at=withdrawal.at if withdrawal else None,
        reason=withdrawal.reason if withdrawal else "",
        by_themselves=bool(withdrawal and (withdrawal.by_id == seat.person_id or seat.pk in given)),
    )


def _row(row: SignUp, people: People) -> SheetSaid:
    halves = {(True, False): ", first half", (False, True): ", second half"}
    half = halves.get((row.first_half, row.second_half), "") if row.choice else ""
    words = f"{row.get_choice_display()}{half}"
    return SheetSaid(row.pk, row.choice, words, _name(people, row.by_id), row.at)


def _name(people: People, number: int | None) -> str:
    return str(people[number]) if number in people else ""
