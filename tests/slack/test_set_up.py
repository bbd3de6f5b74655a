"""Slack is set up in a minute: the page, its checks one by one, and what to do where one is red."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from holdfast.slack.models import Account, Probe, Room, Workspace
from holdfast.slack.setup import checks, everybody
from tests.web.conftest import Site

HERE = "/setup/slack"


@pytest.fixture
def ada(slack, settings) -> Site:
    settings.BASE_URL = "https://holdfast.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    return Site("ada")


def states(slack) -> dict[str, str]:
    return {each.name: each.state.value for each in checks.standing(at=slack.story.now)}


def says(slack, name: str) -> str:
    return next(each.says for each in checks.standing(at=slack.story.now) if each.name == name)


def test_only_administrators_come_in(slack):
    assert "You may not set Slack up" in Site("lea").get(HERE, status=403)
    stranger = Site().client
    for way in ("", "/parts", "/checks", "/test", "/room"):
        for send in (stranger.get, stranger.post):
            assert send(f"{HERE}{way}")["Location"].startswith("/sign-in")
    for way in ("/checks", "/test", "/room"):
        assert Site("sam").client.post(f"{HERE}{way}").status_code == 403


def test_before_the_secrets_are_in_the_page_says_where_they_are(slack, settings):
    settings.SLACK_BOT_TOKEN = ""
    page = Site("ada").get(HERE)
    assert "HOLDFAST_SLACK_SIGNING_SECRET" in page and "Not yet" in page
    assert "/setup/slack/test" not in page.forms
    assert "Socket Mode" in page  # 127.0.0.1 is nowhere for Slack
    assert states(slack)["settings"] == "red"
    assert not slack.workspace.log


def test_it_turns_green_check_by_check(slack, ada):
    assert not Probe.objects.exists()
    page = ada.get(HERE)
    assert any(link.startswith("https://api.slack.com/apps?new_app=1") for link in page.links)
    assert states(slack) == {
        "settings": "green",
        "identity": "open",
        "signed": "red",
        "group": "open",
        "channel": "open",
        "message": "open",
    }
    ada.post(f"{HERE}/checks")
    assert states(slack)["identity"] == "green"
    assert states(slack)["group"] == states(slack)["channel"] == "green"
    assert slack.workspace.url_verification().ok
    assert states(slack)["signed"] == "green"
    page = ada.post(f"{HERE}/test")
    assert slack.ada.dms[-1].text.startswith("This is Holdfast")
    assert "Everything works" in page and set(states(slack).values()) == {"green"}
    assert [member.name for member in slack.group.members] == ["ana"]


def test_the_part_renews_itself_and_asks_slack_only_now_and_then(slack, ada):
    part = ada.client.get(f"{HERE}/parts", headers={"HX-Request": "true"}).content.decode()
    assert 'id="checks"' in part and "<html" not in part
    asked = len(slack.workspace.log)
    assert asked
    Probe.objects.filter(name="group").update(ok=False)
    ada.client.get(f"{HERE}/parts")
    assert len(slack.workspace.log) == asked
    slack.story.forward(seconds=11)
    ada.client.get(f"{HERE}/parts")
    assert len(slack.workspace.log) > asked
    assert states(slack)["group"] == "green"


def test_a_missing_scope_is_named(slack, ada):
    slack.workspace.scopes -= {"usergroups:write"}
    slack.workspace.scopes |= {"files:read"}
    ada.post(f"{HERE}/checks")
    assert "lacks usergroups:write" in says(slack, "identity")
    slack.workspace.scopes |= {"usergroups:write"}
    ada.post(f"{HERE}/checks")
    assert states(slack)["identity"] == "green"
    assert "more than it needs: files:read" in says(slack, "identity")


def test_each_refusal_has_its_remedy(slack, ada):
    slack.workspace.groups_for_admins = True
    slack.home.removes_app()
    ada.post(f"{HERE}/checks")
    assert "User Groups, let everyone manage them" in says(slack, "group")
    assert "/invite @Holdfast" in says(slack, "channel")
    slack.home.archive()
    ada.post(f"{HERE}/checks")
    assert "archived" in says(slack, "channel")
    slack.workspace.revoke()
    ada.post(f"{HERE}/checks")
    assert "Install the app again" in says(slack, "identity")
    slack.workspace.down()
    slack.story.forward(minutes=1)
    ada.post(f"{HERE}/checks")
    assert "cannot be reached" in says(slack, "identity")


def test_the_test_message_says_who_slack_does_not_know(slack, ada):
    slack.ada.email = "other@example.com"
    ada.post(f"{HERE}/test")
    assert "Link your account" in says(slack, "message")
    assert not slack.ada.dms


def test_a_room_is_chosen_by_names(slack, ada):
    slack.channel("ee-emea")
    page = ada.post(
        f"{HERE}/room", group="@escalation-engineers", channel="#ee-emea", joins="cust-*\n"
    )
    room = Room.objects.get()
    assert (room.group_id, room.channel_name, room.patterns) == (
        slack.group.id,
        "ee-emea",
        ["cust-*"],
    )
    assert not room.keeps_topic and room.by.login == "ada"
    assert page.forms[f"{HERE}/room"]["channel"] == "ee-emea"
    assert "#ee-emea" in says(slack, "channel")


def test_what_slack_does_not_have_is_said_at_the_field(slack, ada):
    page = ada.post(f"{HERE}/room", status=422, group="nobody", channel="escalation-engineering")
    assert "Slack has no group @nobody" in " ".join(page.alerts)
    assert page.forms[f"{HERE}/room"]["group"] == "nobody"
    page = ada.post(f"{HERE}/room", status=422, group="", channel="nowhere")
    assert "no public channel #nowhere" in " ".join(page.alerts)
    assert "Name a group or a channel" in " ".join(ada.post(f"{HERE}/room", status=422).alerts)
    made = ada.post(f"{HERE}/room", group="joker-cards", new="on", channel="")
    assert "joker-cards" in {each.handle for each in slack.workspace.groups.values()}
    assert made.forms[f"{HERE}/room"]["group"] == "joker-cards"
    slack.workspace.free_plan = True
    page = ada.post(f"{HERE}/room", status=422, group="others", channel="")
    assert "plan_upgrade_required" in " ".join(page.alerts)


def test_the_command_makes_the_same_checks(slack, ada):
    from holdfast.cli.commands import holdfast

    run = CliRunner().invoke
    done = run(holdfast, ["slack", "check"])
    assert (done.exit_code, "press Verify" in done.stdout) == (1, True)
    slack.workspace.url_verification()
    body = json.loads(run(holdfast, ["slack", "check", "--json"]).stdout)
    assert body["red"] == 0
    assert {each["name"]: each["state"] for each in body["checks"]}["group"] == "green"


def test_the_doctor_knows_of_it(slack):
    from holdfast.slack.setup.trouble import found

    assert [state for _, state, _ in found()] == ["note"]
    slack.workspace.url_verification()
    assert [*found()] == [("Slack", "ok", "Example")]
    Workspace.objects.update(trouble="Install it again.")
    assert [*found()] == [("Slack", "wrong", "Install it again.")]


def test_everybody_is_matched_once_at_the_installation(slack, monkeypatch):
    monkeypatch.setattr(everybody, "_PAGE", 3)
    slack.workspace.user("outsider", email="outsider@other.example")
    assert everybody.begin(slack.story.now) == 1
    assert everybody.begin(slack.story.now) == 0
    slack.work(seconds=120)
    assert Account.objects.count() == len(slack.story.people)
    assert rounds(slack) == 1 < len(slack.workspace.calls("users.list"))
    slack.story.forward(hours=25)
    slack.work(seconds=120)
    assert rounds(slack) == 2
    assert not slack.workspace.calls("users.info")


def rounds(slack) -> int:
    """How often the list was begun at its beginning."""
    return sum(not call.args.get("cursor") for call in slack.workspace.calls("users.list"))
