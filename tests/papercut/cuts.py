"""The verbs of a paper cut, said by somebody now. Rex speaks for GTM and Max for product, once given."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.journal.models import Delivery, Event
from holdfast.papercut import actions, queries
from holdfast.papercut.models import PaperCut
from holdfast.people.models import Person
from tests.cast import Story


@dataclass
class Cuts:
    story: Story

    def add(
        self, title: str = "Export loses the time zone", *, by: str = "sam", **given: str
    ) -> PaperCut:
        return actions.add_cut(programme=self.story.programme, title=title, **given, **self.now(by))

    def voice(self, login: str, part: str, *, by: str = "lea", holds: bool = True) -> bool:
        return actions.give_voice(
            programme=self.story.programme, login=login, part=part, holds=holds, **self.now(by)
        )

    def rank(self, cut: PaperCut, position: int, *, by: str = "lea", **given: object) -> PaperCut:
        return actions.rank_cut(ref=cut.ref, position=position, **given, **self.now(by))

    def estimate(self, cut: PaperCut, days: float, *, by: str = "ana", **given: str):
        return actions.estimate_cut(ref=cut.ref, days=days, **given, **self.now(by))

    def judge(self, cut: PaperCut, verdict: str, *, by: str = "lea", **given: str):
        return actions.judge_cut(ref=cut.ref, verdict=verdict, **given, **self.now(by))

    def wish(self, cut: PaperCut, customer: str, *, by: str = "sam", **given: str):
        return actions.wish(ref=cut.ref, customer=customer, **given, **self.now(by))

    def pick_up(self, cut: PaperCut, *, by: str = "ana"):
        return actions.pick_up(ref=cut.ref, **self.now(by))

    def hand_back(self, cut: PaperCut, *, by: str = "ana", reason: str = ""):
        return actions.hand_back(ref=cut.ref, reason=reason, **self.now(by))

    def ship(self, cut: PaperCut, *, by: str = "ana", **given: object):
        return actions.ship(ref=cut.ref, **given, **self.now(by))

    def drop(self, cut: PaperCut, *, by: str = "lea", reason: str = "Solved by the new export."):
        return actions.drop_cut(ref=cut.ref, reason=reason, **self.now(by))

    def told(self, wish, *, by: str = "sam"):
        return actions.say_told(wish_id=wish.pk, **self.now(by))

    def import_(self, text: str, *, by: str = "lea"):
        return actions.import_cuts(content=text.encode(), **self.now(by))

    def cards(self, *cards, source: str = "github:acme/board", by: str = "lea"):
        return actions.import_cards(cards=cards, source=source, **self.now(by))

    def see(self, cut: PaperCut) -> queries.Standing:
        return queries.standing(cut.ref, at=self.story.now)

    def order(self) -> list[str]:
        every = queries.backlog(self.story.programme, at=self.story.now)
        return [each.cut.ref for each in every if each.position]

    def tick(self) -> None:
        """The worker's sweeps run as they would have."""
        actions.note_interruptions(self.story.now)

    def forward(self, **time: float) -> None:
        self.story.forward(**time)
        self.tick()

    def heard(self, kind: str) -> set[str]:
        """Logins of who was told by the latest event of a kind."""
        event = Event.objects.filter(kind=kind).order_by("id").last()
        numbers = Delivery.objects.filter(event=event).values_list("recipient", flat=True)
        found = Person.objects.filter(pk__in=[int(each) for each in numbers if each.isdigit()])
        return set(found.values_list("login", flat=True))

    def now(self, login: str) -> dict[str, object]:
        return {"by": self.story.of(login), "at": self.story.now}
