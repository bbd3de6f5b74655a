"""A tracker that remembers, and fails when told to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from holdfast.outside.errors import Unanswered
from holdfast.tracker.port import Draft, Filed, Looked, Standing


@dataclass
class Memory:
    name: str = "github"
    title: str = "GitHub"
    place: str = "a repository, such as acme/payments"
    public: bool = False
    issues: list[Draft] = field(default_factory=list)
    # What the next calls of `file` raise, before or after the deed.
    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)

    def is_on(self) -> bool:
        return True

    def is_place(self, where: str) -> bool:
        return where.count("/") == 1

    def look(self, where: str, *, at: datetime) -> Looked:
        return Looked(public=self.public, title=where)

    def file(self, draft: Draft, *, at: datetime) -> Filed:
        if self.before:
            raise self.before.pop()
        self.issues.append(draft)
        if self.after:
            raise self.after.pop()
        return self._filed(len(self.issues))

    def find(self, where: str, marker: str, *, at: datetime) -> Filed | None:
        for number, each in enumerate(self.issues, start=1):
            if marker in each.body and each.where == where:
                return self._filed(number)
        return None

    def standing(self, key: str, *, at: datetime) -> Standing:
        if key not in self.standings:
            raise Unanswered(self.title, "It broke down.")
        return self.standings[key]

    def key_of(self, url: str) -> str:
        head = "https://github.com/"
        return url.removeprefix(head).replace("/issues/", "#") if url.startswith(head) else ""

    def rest(self) -> None:
        pass

    def _filed(self, number: int) -> Filed:
        where = self.issues[number - 1].where
        return Filed(f"{where}#{number}", f"https://github.com/{where}/issues/{number}")
