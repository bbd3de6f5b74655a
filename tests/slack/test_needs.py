"""Least privilege: what is used is asked for, and nothing else is; what comes in has somebody and a story."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.slack.calls import register
from holdfast.slack.client import _method
from holdfast.slack.setup import manifest, needs
from tests.slack import api, contract

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path
    for path in (ROOT / "holdfast" / "slack").rglob("*.py")
    if "migrations" not in path.parts and path.name != "client.py"
]
STORIES = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

# How a story makes Slack say something, where it does not name the event.
CAUSES = {
    "app_uninstalled": (".uninstall(",),
    "tokens_revoked": (".revoke(",),
    "app_rate_limited": (".limits_events(",),
    "app_home_opened": (".home.opens(", ".opens_home(", ".home"),
    "app_mention": (".says(",),
    "channel_created": ("by=",),
    "channel_deleted": (".delete(",),
    "group_deleted": (".delete(",),
    "channel_archive": (".archive(",),
    "channel_unarchive": (".unarchive(",),
    "channel_rename": (".rename(",),
    "link_shared": (".says(",),
    "member_joined_channel": (".invites_app(", ".joins("),
    "message": (".says(",),
    "subteam_members_changed": (".set_by_hand(",),
    "subteam_updated": (".set_by_hand(",),
    "team_join": (".changes(",),
    "user_change": (".changes(", ".deactivated("),
    "away.open": ('"/holdfast away"',),
    "away.remove": ('button("Remove")',),
    "swap.back": ('fill("in_return"',),
    "escalation.links": ('button("Links…")',),
    "escalation.participants": ('button("Who is involved…")',),
    "escalation.pieces": ('button("Pieces…")',),
    # Asked for as somebody types into the form of their story.
    "escalation.people": ("suggestions(form",),
    "helping.asked": ("suggestions(form",),
    "helping.engineer": ("suggestions(form",),
    "helping.person": ("suggestions(form",),
    "helping.team": ("suggestions(form",),
}


def asked() -> Iterator[tuple[str, str]]:
    """Every method that the code asks Slack for, with where; it must stand there as a word."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in {"ask", "answered"}:
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "client"):
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            for each in _words(node.args[0]):
                assert each, f"{where} does not say which method in words"
                yield each, where


def _words(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_words(node.body), *_words(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else [""]


def subscribed(event: str) -> str:
    """The event as it comes: message.channels comes as message."""
    return f"event:{event.partition('.')[0]}"


def test_every_method_that_is_called_is_in_needs_and_no_other():
    called = dict(asked())
    unnamed = {name: called[name] for name in set(called) - set(needs.METHODS)}
    assert not unnamed, f"needs.METHODS lacks what is called: {unnamed}"
    unused = set(needs.METHODS) - set(called)
    assert not unused, f"needs.METHODS names what nothing calls: {sorted(unused)}"


def test_every_event_has_a_handler_and_every_handler_its_event():
    handled = {kind for kind in register.works if kind.startswith("event:")}
    wanted = {subscribed(event) for event in needs.EVENTS} | {
        f"event:{event}" for event in needs.AUTOMATIC
    }
    assert not wanted - handled, f"subscribed without a handler: {sorted(wanted - handled)}"
    assert not handled - wanted, f"handled but not in needs.EVENTS: {sorted(handled - wanted)}"
    assert handled == set(register.wants)


def test_the_scopes_are_those_of_slacks_reference():
    wrong = []
    for name, scopes in needs.METHODS.items():
        known = contract.METHODS[_method(name)]["scopes"]
        if not set(scopes) <= set(known) or bool(scopes) != bool(known):
            wrong.append(f"{name}: {scopes}, Slack says one of {known}")
    for event, scopes in needs.EVENTS.items():
        known = contract.EVENTS[event]
        if not set(scopes) <= set(known) or bool(scopes) != bool(known):
            wrong.append(f"{event}: {scopes}, Slack says one of {known}")
    assert not wrong, wrong


def test_the_manifest_asks_for_exactly_what_is_used():
    used = {
        scope
        for scopes in (*needs.METHODS.values(), *needs.EVENTS.values(), *needs.FEATURES.values())
        for scope in scopes
    }
    said = manifest.manifest()
    scopes = said["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == used
    assert set(scopes.get("bot_optional", [])) == used & needs.OPTIONAL
    assert said["settings"]["event_subscriptions"]["bot_events"] == sorted(needs.EVENTS)


@pytest.mark.parametrize("name", sorted(needs.METHODS))
def test_the_stand_in_knows_it_and_the_manifest_is_enough(name: str):
    method = _method(name)
    assert method in api.METHODS, f"the stand-in does not know {method}"
    enough = contract.METHODS[method]["scopes"]
    assert not enough or set(enough) & set(manifest.scopes()), f"{method} needs one of {enough}"


def test_every_shortcut_is_in_needs():
    used = {
        kind.partition(":")[2]
        for kind in {*register.works, *register.opens}
        if kind.startswith("shortcut:")
    }
    assert not used - set(needs.SHORTCUTS), f"needs.SHORTCUTS lacks {used - set(needs.SHORTCUTS)}"


def verbs() -> dict[str, set[str]]:
    """The words of each verb's button, as the code has them."""
    found: dict[str, set[str]] = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and len(node.args) > 1):
                continue
            name, words = node.args[0], node.args[1]
            if all(
                isinstance(each, ast.Constant) and isinstance(each.value, str)
                for each in (name, words)
            ):
                found.setdefault(name.value, set()).add(words.value)
    return found


def told(kind: str, words: dict[str, set[str]]) -> bool:
    """Does a story speak of it: by its name, by what causes it, or by the words on its button?"""
    way, _, name = kind.partition(":")
    if name in STORIES or any(f'"{each}"' in STORIES for each in words.get(name, ())):
        return True
    if way == "command":
        return f"/holdfast {name}" in STORIES
    return any(cause in STORIES for cause in CAUSES.get(name, ()))


def test_every_handler_has_a_story():
    words = verbs()
    known = {*register.works, *register.opens, *(f"options:{name}" for name in register.options)}
    silent = sorted(kind for kind in known if not told(kind, words))
    assert not silent, f"no story in tests/slack does: {silent}"
