"""Filing as a channel of the journal: an issue is owed, made once, and looked for before it is made again.

Besides `filing:N` it owes `standing:N` (a look each day), `place:PIECE` (a piece was handed to a team: does its place take it by
itself?) and `adopt:PIECE` (an issue's address was given by hand).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from holdfast.escalation.queries.piece import find_piece
from holdfast.journal.channels import Later, Never, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Refusal
from holdfast.outside.errors import ASKING, Gone, Limited, Refused, outcome
from holdfast.tracker.actions import adopt, file_piece, hear, note_filed, note_unfiled
from holdfast.tracker.actions.sending import CHANNEL, LOOKED_AGAIN, note_not_by_itself
from holdfast.tracker.models import Filing, Place
from holdfast.tracker.port import Draft, Tracker, tracker, trackers
from holdfast.tracker.queries import filing
from holdfast.tracker.rules.draft import LABELS

_OFF_PAUSE = timedelta(hours=1)
_HANDED = {"piece.handed_out", "piece.sent_again"}
_GIVEN = {*_HANDED, "piece.amended", "piece.done"}


class TrackerChannel:
    name = CHANNEL
    # Looking, finding over some pages, creating: six answers of 40 seconds at most.
    lease = timedelta(minutes=5)
    yields = timedelta(0)

    def announce(
        self,
        event: Event,
        people: Sequence[int],  # noqa: ARG002
        *,
        at: datetime,
    ) -> list[Delivery]:
        """Nobody is told by a tracker; it is looked at only where one is set up."""
        if event.kind not in _GIVEN or not (on := trackers()):
            return []
        piece, owed = event.data["piece"], []
        url = event.data.get("issue_url") or ""
        if url and any(each.key_of(url) for each in on):
            owed.append(self._owed(event, f"adopt:{piece}", at))
        elif event.kind in _HANDED and not url:
            place = Place.objects.filter(team__pieces=piece, by_itself=True)
            if place.exists():
                owed.append(self._owed(event, f"place:{piece}", at))
        return owed

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        kind, _, number = delivery.recipient.partition(":")
        match kind:
            case "adopt":
                adopt(piece_id=int(number), url=delivery.event.data["issue_url"], at=at)
                return Sent(message={})
            case "place":
                return self._by_itself(int(number), at=at)
            case "standing":
                return self._looked(filing(int(number)), at=at)
        return self._file(filing(int(number)), at=at)

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        """Found by its marker, and noted."""
        kind, _, number = delivery.recipient.partition(":")
        if kind != "filing":
            return False
        made = filing(int(number))
        if made.key:
            return True
        there = tracker(made.tracker)
        if there is None:
            # Not asked, so not known: the failure keeps the doubt.
            raise LookupError(f"{made.tracker} is not set up here now.")
        found = there.find(made.where, made.marker, at=at)
        if found is None:
            return False
        note_filed(filing_id=made.pk, filed=found, at=at)
        return True

    def rest(self) -> None:
        for each in trackers():
            each.rest()

    def _owed(self, event: Event, what: str, at: datetime) -> Delivery:
        return Delivery(
            event=event,
            channel=self.name,
            recipient=what,
            key=f"tracker:{event.pk}:{what}",
            wake_at=at,
            created_at=at,
        )

    def _by_itself(self, piece_id: int, *, at: datetime) -> Outcome:
        if not find_piece(piece_id).piece.is_open:
            return Sent(message={}, note="The piece is over.")
        try:
            made = file_piece(piece_id=piece_id, by=CLOCK, at=at)
        except Refusal as refusal:
            note_not_by_itself(piece_id=piece_id, why=refusal.message, at=at)
            return Sent(message={}, note=refusal.message)
        return Sent(message={"filing": made.pk})

    def _looked(self, made: Filing, *, at: datetime) -> Outcome:
        """Once more a day, for the news that never came, while the matter is open here."""
        matter = made.piece or made.ask
        if matter is None or not matter.is_open:
            return Sent(message={}, note="It is over.")
        there = tracker(made.tracker)
        if there is None:
            return Later(at=at + _OFF_PAUSE, note=f"{made.tracker} is not set up here now.")
        try:
            hear(there.standing(made.key, at=at), tracker=made.tracker, at=at)
        except Limited as error:
            return Later(at=error.until, note=str(error))
        except ASKING as error:
            return Later(at=at + LOOKED_AGAIN, note=str(error))
        return Later(at=at + LOOKED_AGAIN, note="Looked at.")

    def _file(self, made: Filing, *, at: datetime) -> Outcome:
        if made.key:
            return Sent(message={"key": made.key}, note="It is there already.")
        there = tracker(made.tracker)
        if there is None:
            return Later(at=at + _OFF_PAUSE, note=f"{made.tracker} is not set up here now.")
        try:
            return self._created(made, there, at=at)
        except (Gone, Refused) as error:
            note_unfiled(filing_id=made.pk, why=str(error), at=at)
            return Never(note=str(error))
        except ASKING as error:
            return outcome(error, at=at)

    def _created(self, made: Filing, there: Tracker, *, at: datetime) -> Outcome:
        # It may have become public since this was written; nothing goes where that cannot be asked.
        if not made.public and there.look(made.where, at=at).public:
            why = (
                f"{made.where} can be read by everybody now, so nothing was sent. Make it private."
            )
            note_unfiled(filing_id=made.pk, why=why, at=at)
            return Never(note=why)
        filed = there.file(
            Draft(
                where=made.where,
                title=made.title,
                body=made.body,
                marker=made.marker,
                labels=LABELS,
            ),
            at=at,
        )
        note_filed(filing_id=made.pk, filed=filed, at=at)
        return Sent(message={"key": filed.key, "url": filed.url})
