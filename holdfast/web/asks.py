"""Asks as a page shows them: what this person may do with each, and whom else to ask."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.escalation.models import Ask, Escalation
from holdfast.escalation.possible import possible_with_ask
from holdfast.escalation.queries import Attached
from holdfast.escalation.queries.ask import asks_of, may_answer, suggestions
from holdfast.escalation.rules.suggest import GROUPS, HOME, Suggestion
from holdfast.people.queries import people, teams
from holdfast.web import filings
from holdfast.web.forms import Form
from holdfast.web.forms.ask import PERSON, TEAM, AnswerAsk
from holdfast.web.forms.fields import Choices
from holdfast.web.request import Request

_MOST_PEOPLE = 500  # offered by name; somebody else is asked through their team


@dataclass(frozen=True, slots=True)
class Shown:
    """An ask with what may be done with it: `form` where its people may answer, and the words."""

    ask: Ask
    form: Form | None
    may_answer: bool
    may_withdraw: bool
    may_acknowledge: bool
    may_agree: bool
    to_me: bool  # asked of them or their team, and not ended
    filed: filings.Shown


def on_page(
    request: Request, escalation: Escalation, hangs: Attached, failed: Form | None
) -> list[Shown]:
    """The asks of an escalation, for its page."""
    if not hangs.asks:
        return []
    asks = asks_of(escalation)
    filed = filings.of_asks(request, escalation, asks, hangs, failed)
    return [_shown(request, each, filed[each.pk], failed) for each in asks]


def _shown(request: Request, ask: Ask, filed: filings.Shown, failed: Form | None) -> Shown:
    can = possible_with_ask(ask, by=request.actor, person=request.user)
    answers, withdraws = bool(can - {"withdraw"}), "withdraw" in can
    form: Form | None = None
    if answers or withdraws:
        blank = AnswerAsk(ask=ask.pk)
        form = failed if failed and failed.slug == blank.slug else blank
    return Shown(
        ask=ask,
        form=form,
        may_answer=answers,
        may_withdraw=withdraws,
        may_acknowledge="acknowledge" in can,
        may_agree="agree" in can,
        to_me=ask.is_open and may_answer(ask, request.user),
        filed=filed,
    )


def choices(escalation: Escalation) -> Choices:
    """Whom to ask, in the order of R71, each with its reason; then every other team and person."""
    groups: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
    seen: set[str] = set()
    by_login = {each.login: str(each) for each in people(active=True)[:_MOST_PEOPLE]}
    for each in suggestions(escalation):
        groups[each.group].append((f"{TEAM}{each.team}", _words(each)))
        seen.add(f"{TEAM}{each.team}")
        if each.person in by_login:
            value = f"{PERSON}{each.person}"
            groups[each.group].append((value, f"{by_login[each.person]}, of {each.team}"))
            seen.add(value)
    titles = dict(zip(GROUPS, ("Home team", "Who owns it", "Anyone"), strict=True))
    others = [(f"{TEAM}{each.name}", each.name) for each in teams()]
    everybody = [(f"{PERSON}{login}", name) for login, name in by_login.items()]
    found = [
        *((titles[group], listed) for group, listed in groups.items()),
        ("Other teams", [each for each in others if each[0] not in seen]),
        ("Other people", [each for each in everybody if each[0] not in seen]),
    ]
    return tuple((title, tuple(listed)) for title, listed in found if listed)


def leaves_out(offered: Choices) -> bool:
    """Are there more people than the list names?"""
    named = sum(value.startswith(PERSON) for _, listed in offered for value, _ in listed)
    return named >= _MOST_PEOPLE


def _words(each: Suggestion) -> str:
    return each.team if each.group == HOME and ";" not in each.why else f"{each.team} — {each.why}"
