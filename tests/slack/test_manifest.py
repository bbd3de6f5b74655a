"""The manifest of the company's own app: for this host, and one that Slack takes."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from holdfast.kernel.refusal import Invalid
from holdfast.slack.setup import manifest, needs

HOST = "https://holdfast.example.com"

# Slack's schema of manifests, version 2: what may stand where (slackapi/manifest-schema).
MAY = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains"},
    "features.app_home": {
        *("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"),
    },
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"scopes"},
    "oauth_config.scopes": {"bot", "bot_optional"},
    "settings": {
        *("event_subscriptions", "interactivity", "org_deploy_enabled"),
        *("socket_mode_enabled", "token_rotation_enabled"),
    },
    "settings.event_subscriptions": {"request_url", "bot_events"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}
COMMAND = {"command", "url", "description", "usage_hint", "should_escape"}


@pytest.fixture
def host(settings):
    settings.BASE_URL = HOST
    settings.SLACK_APP_TOKEN = ""
    return settings


def parts(said, path=""):
    yield path, said
    for name, value in said.items():
        if isinstance(value, dict):
            yield from parts(value, f"{path}.{name}" if path else name)


@pytest.mark.parametrize("socket", [True, False])
def test_it_has_the_shape_of_slacks_schema(host, socket: bool):
    said = manifest.manifest(socket=socket)
    for path, value in parts(said):
        assert set(value) <= MAY[path], f"{path or 'the manifest'} has {set(value) - MAY[path]}"
    about = said["display_information"]
    assert len(about["name"]) <= 35 and len(about["description"]) <= 140
    for each in said["features"].get("shortcuts", []):
        assert set(each) == {"name", "type", "callback_id", "description"}
        assert len(each["name"]) <= 24 and len(each["description"]) <= 150
    for each in said["features"].get("slash_commands", []):
        assert set(each) <= COMMAND and ("url" in each) is not socket
        assert len(each["usage_hint"]) <= 1000
    assert len(said["settings"]["event_subscriptions"]["bot_events"]) <= 100
    assert max(map(len, said["oauth_config"]["scopes"]["bot"])) <= 50


def test_every_shortcut_fits_slacks_limits():
    for callback, (kind, name, says) in needs.SHORTCUTS.items():
        assert kind in {"message", "global"}
        assert len(callback) <= 255 and len(name) <= 24 and len(says) <= 150


def test_it_is_for_this_host(host):
    said = manifest.manifest()
    assert said["settings"]["event_subscriptions"]["request_url"] == f"{HOST}/slack/events"
    interactivity = said["settings"]["interactivity"]
    assert interactivity["request_url"] == interactivity["message_menu_options_url"]
    assert said["settings"]["socket_mode_enabled"] is False


def test_socket_mode_needs_no_way_in(host):
    host.SLACK_APP_TOKEN = "xapp-example"
    said = manifest.manifest()
    assert said["settings"]["socket_mode_enabled"] is True
    assert HOST not in json.dumps(said)


def test_the_link_carries_the_manifest(host):
    link = manifest.create_link()
    asked = parse_qs(urlsplit(link).query)
    assert asked["new_app"] == ["1"]
    assert json.loads(asked["manifest_json"][0]) == manifest.manifest()
    assert len(link) <= manifest.MOST_ADDRESS


def test_a_link_that_would_be_cut_is_not_given(host):
    host.BASE_URL = f"https://{'a' * 4000}.example.com"
    with pytest.raises(Invalid, match="paste"):
        manifest.create_link()


def run(*words: str):
    from holdfast.cli.commands import holdfast

    return CliRunner().invoke(holdfast, ["slack", *words])


@pytest.mark.django_db
def test_the_command_prints_it(host):
    done = run("manifest")
    assert (done.exit_code, json.loads(done.stdout)) == (0, manifest.manifest())
    assert "https://api.slack.com/apps?new_app=1" in done.stderr
    quiet = run("manifest", "--json")
    assert (json.loads(quiet.stdout), quiet.stderr) == (manifest.manifest(), "")
    by_socket = json.loads(run("manifest", "--socket").stdout)
    assert by_socket["settings"]["socket_mode_enabled"] is True
    host.BASE_URL = "http://holdfast.example.com"
    assert "no https address" in run("manifest").stderr
    assert run("nothing").exit_code == 2


def test_the_document_names_every_scope_with_its_reason():
    text = (Path(__file__).resolve().parents[2] / "docs" / "slack.md").read_text()
    rows = {
        line.split("`")[1]: line.split("|")[2].strip()
        for line in text.splitlines()
        if (line.startswith("| `") and ":" in line.split("`")[1]) or line.startswith("| `commands`")
    }
    assert set(rows) == set(manifest.scopes()), set(rows) ^ set(manifest.scopes())
    assert all(rows.values())
