"""What the plays of the demo have in common: moments before now, and the verbs of an escalation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from holdfast.escalation import actions as escalations
from holdfast.escalation.models import Ask, Escalation, Piece
from holdfast.people.queries import default_programme
from holdfast.site.demo.company import acting


@dataclass(frozen=True, slots=True)
class Tale:
    """Told at one moment; whatever happened lies before it. People are first names."""

    at: datetime

    def ago(self, **span: float) -> datetime:
        return self.at - timedelta(**span)

    def ahead(self, **span: float) -> datetime:
        return self.at + timedelta(**span)

    def raised(self, by: str, severity: int, at: datetime, **words: Any) -> Escalation:
        return escalations.raise_escalation(
            programme=default_programme(), severity=severity, by=acting(by), at=at, **words
        )

    def accepted(self, escalation: Escalation, by: str, at: datetime, **words: str) -> None:
        escalations.accept(ref=escalation.ref, by=acting(by), at=at, **words)

    def updated(
        self, escalation: Escalation, by: str, at: datetime, text: str, next_step: str = ""
    ) -> None:
        escalations.update(ref=escalation.ref, text=text, next_step=next_step, by=acting(by), at=at)

    def asked(self, escalation: Escalation, by: str, at: datetime, **words: Any) -> Ask:
        """For a `team`, or a `person` by first name."""
        team, person = words.pop("team", ""), words.pop("person", "")
        return escalations.ask(
            ref=escalation.ref,
            to_team=team,
            to_person=f"{person}-example" if person else "",
            by=acting(by),
            at=at,
            **words,
        )

    def piece(self, escalation: Escalation, by: str, at: datetime, **words: Any) -> Piece:
        return escalations.hand_out_piece(ref=escalation.ref, by=acting(by), at=at, **words)

    def involved(self, escalation: Escalation, by: str, at: datetime, **words: str) -> None:
        """Somebody who was spoken to at that moment."""
        one = escalations.involve(ref=escalation.ref, by=acting(by), at=at, **words)
        escalations.spoke(participant_id=one.pk, by=acting(by), at=at)
