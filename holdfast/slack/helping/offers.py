"""Whom one can choose in a form: found by typing, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.ask import suggestions
from holdfast.people.queries import Able, able_to_own, people, policy_at, teams
from holdfast.rotation.queries import people_on
from holdfast.slack import inputs
from holdfast.slack.calls import Call, Payload, offers

TEAM, PERSON = "team:", "person:"
ASKED, ENGINEER, ANYBODY, A_TEAM = (
    "helping.asked",
    "helping.engineer",
    "helping.person",
    "helping.team",
)
_MOST = 100  # options that Slack takes
_MOST_READ = 500

Choice = tuple[str, str]  # value, words


def on(source: str, escalation: Escalation | None) -> str:
    """The action_id of a menu whose options depend on an escalation."""
    return f"{source}|{escalation.ref}" if escalation else source


@offers(ASKED)
def asked(call: Call) -> list[Payload]:
    """Teams and people in the order of R71, each with its reason; then every other one."""
    escalation = _escalation(call)
    first: list[Choice] = []
    found = suggestions(escalation) if escalation else []
    logins = [each.person for each in found if each.person]
    named = {each.login: str(each) for each in people(active=True).filter(login__in=logins)}
    for each in found:
        first.append((f"{TEAM}{each.team}", f"{each.team} — {each.why or each.group}"))
        if each.person in named:
            first.append((f"{PERSON}{each.person}", f"{named[each.person]}, of {each.team}"))
    others = [(f"{TEAM}{each.name}", each.name) for each in teams()]
    others += [(f"{PERSON}{login}", words) for login, words in _people(call)]
    return _options(_fitting(call, [*first, *others]))


@offers(ENGINEER)
def engineers(call: Call) -> list[Payload]:
    """Who could own it: those on the rotation first, without who owns it now."""
    escalation = _escalation(call)
    able = able_to_own()
    if escalation:
        owner = escalation.owner.pk if escalation.owner else None
        programme = escalation.programme
        now = people_on(programme, policy_at(programme, call.at), at=call.at)
        able = [each for each in able if each.person != owner]
        able.sort(key=lambda each: each.person not in now)
    return _options(_fitting(call, ((each.login, _words(each)) for each in able)))


@offers(ANYBODY)
def anybody(call: Call) -> list[Payload]:
    return _options(_people(call))


@offers(A_TEAM)
def a_team(call: Call) -> list[Payload]:
    return _options(_fitting(call, ((each.name, each.name) for each in teams())))


def _escalation(call: Call) -> Escalation | None:
    ref = str(call.payload.get("action_id", "")).partition("|")[2]
    return by_ref(ref) if ref else None


def _typed(call: Call) -> str:
    return str(call.payload.get("value") or "").strip().casefold()


def _fitting(call: Call, choices: Iterable[Choice]) -> list[Choice]:
    """Those that what was typed so far stands in."""
    typed = _typed(call)
    return [each for each in choices if typed in each[1].casefold() or typed in each[0].casefold()]


def _people(call: Call) -> list[Choice]:
    """The database looks for the first word, as there may be thousands."""
    word = next(iter(_typed(call).split()), "")
    found = people(search=word, active=True).order_by("name", "pk")[:_MOST_READ]
    both = [(each.login, f"{each} · {each.team}" if each.team else str(each)) for each in found]
    return _fitting(call, both)


def _words(each: Able) -> str:
    return f"{each.name} · {each.team}" if each.team else each.name


def _options(choices: Iterable[Choice]) -> list[Payload]:
    """Each once, in the order given."""
    once: dict[str, str] = {}
    for value, words in choices:
        once.setdefault(value, words)
    return [inputs.found(value, words) for value, words in list(once.items())[:_MOST]]
