"""GTM ranks, engineering estimates, product judges (R61); and who speaks for which."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import optional, required
from holdfast.papercut.actions.ground import must_be_open, picked_up, record_cut, speak, take
from holdfast.papercut.models import Estimate, Judgement, PaperCut, Part, Rank, Voice
from holdfast.papercut.queries import cut as find
from holdfast.papercut.queries import last_rank, newest
from holdfast.papercut.queries.voices import speaking
from holdfast.papercut.rules.order import LONGEST, between, neighbours
from holdfast.papercut.rules.sheet import days as days_in
from holdfast.papercut.rules.voice import Standing
from holdfast.people.models import Programme
from holdfast.people.queries import person as person_of
from holdfast.people.rules.permission import require


def rank_cut(
    *,
    ref: str,
    position: int | None,
    why: str = "",
    seen: int | None = None,
    by: Actor,
    at: datetime,
) -> PaperCut:
    """Put it at a position of the order, counted from 1; past the end is the last. One rank is
    written and nothing else moves. Where it is already, nothing is written.

    `seen` is the newest rank the caller knew of (`last_rank`): where somebody ranked since, this is
    refused with what changed, as a position in an order that is gone means something else.
    """
    if position is None or not 1 <= position <= 1_000_000:
        raise Invalid("A position is 1 for the top, 2, 3 …", field="position")
    why = optional(why, field="why")
    found = find(ref)
    with transaction.atomic(durable=True):
        # The order is the programme's: one mover at a time.
        Programme.objects.select_for_update().filter(pk=found.programme_id).values_list(
            "pk"
        ).first()
        cut = take(ref)
        standing = speak(by, Part.GTM, cut.programme)
        must_be_open(cut, to="rank")
        if seen is not None and last_rank(cut.programme) > seen:
            raise Conflict(_since(cut.programme, seen), field="position", seen=seen)
        as_whom = Rank.Standing.GTM if standing == Standing.OWN else Rank.Standing.LEAD
        put(cut, position, standing=as_whom, why=why, by=by, at=at)
    return find(ref)


def put(
    cut: PaperCut,
    position: int | None,
    *,
    standing: Rank.Standing,
    why: str = "",
    by: Actor,
    at: datetime,
) -> Rank | None:
    """Inside an action that holds the programme: to this position, None being behind all others."""
    others = PaperCut.objects.filter(programme=cut.programme_id, place__isnull=False)
    open_ones = others.filter(shipment=None, dropped=None)
    rows = sorted(open_ones.values_list("place", "pk"))
    order = [pk for _, pk in rows]
    before = order.index(cut.pk) + 1 if cut.pk in order else None
    places = [str(place) for place, pk in rows if pk != cut.pk]
    position = min(position or len(places) + 1, len(places) + 1)
    if position == before:
        return None
    lower, upper = neighbours(places, position)
    # What is shipped or dropped keeps its place: between the neighbours there may be one of those.
    others = others.exclude(pk=cut.pk)
    if lower is not None:
        upper = (
            others.filter(place__gt=lower).order_by("place").values_list("place", flat=True).first()
        )
    else:
        below = others.filter(place__lt=upper) if upper is not None else others
        lower = below.order_by("-place").values_list("place", flat=True).first()
    place = between(lower, upper)
    if len(place) > LONGEST:
        raise Conflict("This gap is full; rank the one below it first, then this one.")
    made = Rank.objects.create(
        cut=cut,
        place=place,
        position=position,
        standing=standing,
        why=why,
        by_id=by.person_id,
        at=at,
    )
    if standing != Rank.Standing.IMPORT:
        record_cut(
            "paper_cut.ranked",
            cut,
            by=by,
            at=at,
            position=position,
            before=before,
            standing=standing.value,
            why=why,
        )
    return made


def _since(programme: Programme, seen: int) -> str:
    newer = Rank.objects.filter(cut__programme=programme, pk__gt=seen)
    moves = [
        f"{each.by or 'an import'} put {each.cut} at {each.position}"
        for each in newer.select_related("cut", "by")[:3]
    ]
    more = newer.count() - len(moves)
    said = "; ".join(moves) + (f"; and {more} more" if more > 0 else "")
    return f"Meanwhile {said}. Nothing was moved; look at the order as it is now and move it again."


def estimate_cut(
    *, ref: str, days: Decimal | float | str | None, note: str = "", by: Actor, at: datetime
) -> PaperCut:
    """Engineering says how many working days it takes; the last word stands, the same again is none."""
    wanted, note = days_in(days), optional(note, field="note")
    with transaction.atomic(durable=True):
        cut = take(ref)
        speak(by, Part.ENGINEERING, cut.programme)
        must_be_open(cut, to="estimate")
        last = next(iter(newest(Estimate, [cut.pk])), None)
        if last and (last.days, last.note, last.imported) == (wanted, note, False):
            return cut
        Estimate.objects.create(cut=cut, days=wanted, note=note, by_id=by.person_id, at=at)
        record_cut(
            "paper_cut.estimated",
            cut,
            by=by,
            at=at,
            days=float(wanted),
            before=float(last.days) if last else None,
            note=note,
        )
    return cut


def judge_cut(*, ref: str, verdict: str, reason: str = "", by: Actor, at: datetime) -> PaperCut:
    """Product says yes, not now or no, the last two with the reason; the last word stands."""
    verdict = verdict.strip().lower().replace("-", "_").replace(" ", "_")
    if verdict not in Judgement.Verdict.values:
        raise Invalid("Product says yes, not now or no.", field="verdict")
    ask = "Say why; whoever asked for it reads it."
    if verdict == Judgement.Verdict.YES:
        reason = optional(reason, field="reason")
    else:
        reason = required(reason, field="reason", ask=ask)
    with transaction.atomic(durable=True):
        cut = take(ref)
        standing = speak(by, Part.PRODUCT, cut.programme)
        must_be_open(cut, to="judge")
        last = next(iter(newest(Judgement, [cut.pk])), None)
        if last and (last.verdict, last.reason) == (verdict, reason):
            return cut
        Judgement.objects.create(
            cut=cut,
            verdict=verdict,
            reason=reason,
            meanwhile=standing == Standing.MEANWHILE,
            by_id=by.person_id,
            at=at,
        )
        working = picked_up(cut)
        against = verdict != Judgement.Verdict.YES
        record_cut(
            "paper_cut.judged",
            cut,
            by=by,
            at=at,
            # Whoever works on what is not wanted any more hears of it; nobody else is disturbed.
            tell=[working.person_id] if working and against else [],
            verdict=verdict,
            reason=reason,
        )
    return cut


def give_voice(
    *, programme: Programme, login: str, part: str, holds: bool = True, by: Actor, at: datetime
) -> bool:
    """A lead says who speaks for GTM, engineering or product, themselves too; or takes it back.

    Says whether that changed anything.
    """
    require(by, "paper_cut.give_voice")
    part = part.strip().lower()
    if part not in Part.values:
        raise Invalid("The parts are gtm, engineering and product.", field="part")
    person = person_of(login)
    with transaction.atomic(durable=True):
        Programme.objects.select_for_update().filter(pk=programme.pk).values_list("pk").first()
        if (person.pk in speaking(programme)[part]) == holds:
            return False
        if holds and not person.is_active:
            raise Conflict(f"{person} is deactivated and cannot speak for anybody.")
        Voice.objects.create(
            programme=programme, person=person, part=part, holds=holds, by_id=by.person_id, at=at
        )
        record(
            "voice.given" if holds else "voice.taken",
            subject=f"voice-{person.pk}",
            by=by,
            at=at,
            tell=[person.pk],
            data={"people": {"to": person.pk}, "part": part},
        )
    return True
