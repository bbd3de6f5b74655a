"""A backlog comes in from a CSV or from another program's board (R61)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import line
from holdfast.papercut.actions.cut import customer_name, make_wish, read
from holdfast.papercut.actions.ground import record_cut
from holdfast.papercut.actions.said import put
from holdfast.papercut.models import Estimate, PaperCut, Part, Rank, Wish
from holdfast.papercut.queries.voices import speaking, standing_of
from holdfast.papercut.rules import sheet
from holdfast.papercut.rules.card import Card
from holdfast.papercut.rules.sheet import days as days_in
from holdfast.papercut.rules.voice import Standing
from holdfast.people.models import Programme
from holdfast.people.queries import default_programme
from holdfast.people.rules.csv_file import all_or_nothing
from holdfast.people.rules.permission import require

_FIELDS = ("title", "gap", "impact", "workaround", "url")


@dataclass(slots=True)
class ImportedCuts:
    """What an import did: references added and changed, and how many were as the list says."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0


def import_cuts(
    *, content: bytes, by: Actor, at: datetime, programme: Programme | None = None
) -> ImportedCuts:
    """Take in a CSV, in one transaction; each row is found again by its address, else its title.

    Raises Invalid, with nothing saved, when any row cannot be used; `findings` among its facts then
    has {"line", "column", "message"} of every such row.
    """
    programme = programme or default_programme()
    _may(by, programme)
    reading = sheet.read(content)
    all_or_nothing(reading.findings, lines=(row.line for row in reading.rows))
    cards = [row.card for row in reading.rows]
    return _take_in(programme, cards, source="", by=by, at=at)


def import_cards(
    *,
    cards: Iterable[Card],
    source: str,
    by: Actor,
    at: datetime,
    programme: Programme | None = None,
) -> ImportedCuts:
    """Take in what another program's board has; each card is found again by its source and key.

    What the card says of title, gap, impact, workaround and address is followed; what is empty changes
    nothing. Its rank and estimate count only where nobody has said one: from then on they are ours.
    """
    programme = programme or default_programme()
    _may(by, programme)
    source = line(source, field="source", ask="Name the list that the cards come from.")
    found = list(cards)
    for each in found:
        line(each.key, field="key", ask="A card without a key could not be found again.")
    return _take_in(programme, found, source=source, by=by, at=at)


def _may(by: Actor, programme: Programme) -> None:
    spoken = speaking(programme)
    parts = (Part.GTM, Part.PRODUCT)
    mine = any(standing_of(by, part, spoken) == Standing.OWN for part in parts)
    require(by, "paper_cut.import", mine=mine)


def _take_in(
    programme: Programme, cards: Sequence[Card], *, source: str, by: Actor, at: datetime
) -> ImportedCuts:
    result = ImportedCuts()
    with transaction.atomic(durable=True):
        Programme.objects.select_for_update().filter(pk=programme.pk).values_list("pk").first()
        here = _Here(programme)
        inside = by.with_request(None)
        ranked: list[tuple[int, PaperCut]] = []
        for card in cards:
            cut, new = here.find(card, source), False
            if cut is None:
                cut, new = here.add(card, source, by=inside, at=at), True
            changed = not new and _follow(cut, card, by=inside, at=at)
            changed |= _fill(cut, card, by=inside, at=at)
            if card.rank is not None and cut.place is None:
                ranked.append((card.rank, cut))
            (result.added if new else result.changed if changed else []).append(cut.ref)
            result.unchanged += not new and not changed
        for _, cut in sorted(ranked, key=lambda each: each[0]):
            if put(cut, None, standing=Rank.Standing.IMPORT, by=inside, at=at):
                _note_change(result, cut)
        if result.added or result.changed:
            record(
                "paper_cut.imported",
                subject="paper-cuts",
                by=by,
                at=at,
                data={
                    "source": source,
                    "added": len(result.added),
                    "changed": len(result.changed),
                },
            )
    return result


def _note_change(result: ImportedCuts, cut: PaperCut) -> None:
    if cut.ref not in {*result.added, *result.changed}:
        result.changed.append(cut.ref)
        result.unchanged -= 1


class _Here:
    """The paper cuts of a programme, found by what a list knows of them."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.by_key: dict[tuple[str, str], PaperCut] = {}
        self.by_url: dict[str, PaperCut] = {}
        self.by_title: dict[str, list[PaperCut]] = {}
        for each in PaperCut.objects.filter(programme=programme).order_by("pk"):
            self._keep(each)

    def _keep(self, cut: PaperCut) -> None:
        if cut.source:
            self.by_key[cut.source, cut.key] = cut
        if cut.url:
            self.by_url.setdefault(cut.url, cut)
        self.by_title.setdefault(cut.title.casefold(), []).append(cut)

    def find(self, card: Card, source: str) -> PaperCut | None:
        """By its key in the source; else by its address; else by its title, where no address speaks
        against it. What came from another list is that list's."""
        if source and (known := self.by_key.get((source, card.key))):
            return known
        known = self.by_url.get(card.url) if card.url else None
        if known is None:
            same = self.by_title.get(card.title.casefold(), [])
            same = [each for each in same if not (card.url and each.url)]
            known = next((each for each in same if not each.url), None) or next(iter(same), None)
        return None if known and source and known.source else known

    def add(self, card: Card, source: str, *, by: Actor, at: datetime) -> PaperCut:
        made = PaperCut.objects.create(
            programme=self.programme,
            source=source,
            key=card.key if source else "",
            source_state=card.state[:80],
            by_id=by.person_id,
            at=at,
            **read(**{name: getattr(card, name) for name in _FIELDS}),
        )
        self._keep(made)
        record_cut("paper_cut.added", made, by=by, at=at, gap=made.gap, source=source or "csv")
        return made


def _follow(cut: PaperCut, card: Card, *, by: Actor, at: datetime) -> bool:
    """What the card says otherwise now."""
    said = read(**{name: getattr(card, name).strip() or getattr(cut, name) for name in _FIELDS})
    said["source_state"] = card.state[:80] or cut.source_state
    changed = sorted(name for name, value in said.items() if value != getattr(cut, name))
    if not changed:
        return False
    before = {name: getattr(cut, name) for name in changed}
    for name in changed:
        setattr(cut, name, said[name])
    cut.save(update_fields=changed)
    record_cut("paper_cut.changed", cut, by=by, at=at, before=before)
    return True


def _fill(cut: PaperCut, card: Card, *, by: Actor, at: datetime) -> bool:
    """Customers who are not named yet, and an estimate where there is none."""
    known = set(Wish.objects.filter(cut=cut).values_list("folded", flat=True))
    fresh = []
    for account in card.accounts:
        try:
            name = customer_name(account)
        except Refusal as refusal:
            raise Invalid(f"{card.title[:80]}: {refusal.message}", field="customers") from None
        if name.casefold() not in known:
            known.add(name.casefold())
            fresh.append(name)
    for name in fresh:
        make_wish(cut, customer=name, person=None, by=by, at=at)
    estimated = card.estimate_days is not None and not Estimate.objects.filter(cut=cut).exists()
    if estimated:
        Estimate.objects.create(
            cut=cut, days=days_in(card.estimate_days), imported=True, by_id=by.person_id, at=at
        )
    return bool(fresh) or estimated
