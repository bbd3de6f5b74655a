"""The group holds who is on now (R3): written once for a difference, never emptied, never by force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.journal.ledger import deliver_due
from holdfast.journal.models import Delivery
from holdfast.people.models import Person
from holdfast.rotation.actions import withdraw_seat
from holdfast.rotation.models import Seat
from holdfast.slack import client
from holdfast.slack.identity import link, person_of, unlink
from holdfast.slack.models import Group
from tests.slack.rooms import chosen, happened, leaves, live, next_window, writes

pytestmark = pytest.mark.req("R3")


def seat_of(login: str) -> Seat:
    return Seat.objects.get(person__login=login, withdrawal=None)


def give_up(slack, login: str) -> None:
    withdraw_seat(
        seat_id=seat_of(login).pk,
        reason="Called away.",
        by=slack.story.of(login),
        at=slack.story.now,
    )
    slack.work()


def test_a_group_that_is_chosen_holds_who_is_on(slack):
    assert slack.group.members == [slack.ana]
    chosen(slack)
    assert slack.group.members == [slack.ana, slack.kim]
    live(slack, 4)
    chosen(slack)
    assert writes(slack) == 1


def test_a_seat_given_up_is_one_write_within_the_minute(slack):
    chosen(slack)
    give_up(slack, "kim")
    assert slack.group.members == [slack.ana]
    assert writes(slack) == 2


def test_four_weeks_over_a_boundary_are_one_write(slack):
    chosen(slack)
    next_window(slack, "kim", "bo", starts=date(2026, 3, 17), ends=date(2026, 4, 20))
    # As often as it looks, it is the same until midnight of the 17th in the programme's zone.
    for _ in range(28):
        live(slack, 24)
    assert slack.group.members == [slack.kim, slack.bo]
    assert writes(slack) == 2


def test_on_a_handover_day_both_are_in_it(slack):
    chosen(slack)
    next_window(slack, "bo", starts=date(2026, 3, 16), ends=date(2026, 4, 13))
    live(slack, 24 * 13)
    assert slack.story.now.date() == date(2026, 3, 16)
    assert slack.group.members == [slack.ana, slack.kim, slack.bo]
    live(slack, 24)
    assert slack.group.members == [slack.bo]
    assert writes(slack) == 3


def test_with_nobody_on_it_holds_the_leads_and_says_so(slack):
    chosen(slack)
    give_up(slack, "kim")
    give_up(slack, "ana")
    assert slack.group.members == [slack.lea]
    assert any("calls the leads" in post.shown for post in slack.home.posts)
    assert "calls the leads now" in slack.lea.dms[-1].text
    live(slack, 3)
    assert len(happened("group.stood_in")) == 1


def test_kim_without_an_account_is_told_and_the_others_are_in_it(slack):
    Person.objects.filter(login="kim").update(email="kim@elsewhere.example")
    chosen(slack)
    live(slack, 2)
    assert slack.group.members == [slack.ana]
    assert slack.story.told("slack.unmapped") == {"kim"}
    assert len(happened("slack.unmapped")) == 1
    assert Group.objects.get().unmapped == [slack.story.people["kim"].pk]
    link(user_id=slack.kim.id, by=slack.story.kim, at=slack.story.now)
    slack.work()
    assert slack.group.members == [slack.ana, slack.kim]


def test_where_nobody_who_is_on_is_known_the_leads_stand_in(slack):
    Person.objects.filter(login__in=["ana", "kim"]).update(email="")
    chosen(slack)
    assert slack.group.members == [slack.lea]
    assert [each["why"] for each in happened("group.stood_in")] == ["unmapped"]


def test_where_nobody_at_all_is_known_it_is_left_as_it_is(slack):
    Person.objects.update(email="")
    chosen(slack)
    assert slack.group.members == [slack.ana]
    assert writes(slack) == 0
    assert "Nobody who is on, and no lead" in Group.objects.get().refused


def test_somebody_who_unlinked_is_not_linked_again_by_a_look(slack):
    chosen(slack)
    unlink(by=slack.story.kim, at=slack.story.now)
    slack.work()
    assert slack.group.members == [slack.ana]


def test_an_account_that_slack_deactivated_does_not_keep_the_others_out(slack):
    chosen(slack)
    slack.ana.deleted = True
    next_window(slack, "bo", starts=date(2026, 3, 1), ends=date(2026, 3, 30))
    live(slack, 1)
    assert slack.group.members == [slack.kim, slack.bo]
    slack.workspace.forgive()


def test_what_a_hand_changed_is_not_silently_undone(slack):
    chosen(slack)
    person_of(slack.lea.id, at=slack.story.now)
    slack.group.set_by_hand([slack.ana, slack.bo], by=slack.rex)
    slack.work()
    assert slack.group.members == [slack.ana, slack.bo]
    [told] = [each for each in slack.lea.dms if "changed the Slack group" in each.text]
    assert "Kim Seo-yeon" in told.shown
    assert "does not reach them" in told.shown
    assert told.buttons == ["Restore", "Adopt"]
    live(slack, 30)
    assert len(happened("group.drifted")) == 1
    told.button("Restore").click(by=slack.lea)
    slack.work()
    assert slack.group.members == [slack.ana, slack.kim]
    assert writes(slack) == 2
    assert Group.objects.get().drift is None


def test_adopted_it_stays_until_who_is_on_changes(slack):
    chosen(slack)
    person_of(slack.lea.id, at=slack.story.now)
    slack.group.set_by_hand([slack.ana, slack.kim, slack.sam], by=slack.rex)
    slack.work()
    slack.lea.dms[-1].button("Adopt").click(by=slack.lea)
    slack.work()
    live(slack, 30)
    assert slack.group.members == [slack.ana, slack.kim, slack.sam]
    assert writes(slack) == 1
    give_up(slack, "kim")
    assert slack.group.members == [slack.ana]
    assert any("keeps the group" in post.shown for post in slack.home.posts)
    assert any("changed by hand is over" in post.shown for post in slack.home.posts)


def test_drift_that_slack_did_not_tell_is_seen_within_half_an_hour(slack):
    chosen(slack)
    slack.group.members.remove(slack.kim)
    live(slack, 0.6)
    assert len(happened("group.drifted")) == 1
    slack.group.members.append(slack.kim)
    live(slack, 0.6)
    assert len(happened("group.settled")) == 1
    assert writes(slack) == 1


def test_it_is_decided_once(slack):
    chosen(slack)
    person_of(slack.lea.id, at=slack.story.now)
    slack.group.set_by_hand([slack.bo], by=slack.rex)
    slack.work()
    drifted = slack.lea.dms[-1]
    for word in ("Adopt", "Adopt", "Restore", "Restore"):
        drifted.button(word).click(by=slack.lea)
        slack.work()
    assert len(happened("group.adopted")) == 1
    assert len(happened("group.restored")) == 1
    assert writes(slack) == 2
    assert slack.group.members == [slack.ana, slack.kim]


def test_a_workspace_that_keeps_groups_for_admins(slack):
    slack.workspace.groups_for_admins = True
    chosen(slack)
    group = Group.objects.get()
    assert "Who can modify user groups" in group.refused
    assert slack.story.told("group.refused") == {"lea", "ada"}
    [refused] = happened("group.refused")
    assert refused["names"] == "Ana Ruiz, Kim Seo-yeon"
    tried = len(slack.workspace.calls("usergroups.users.update"))
    live(slack, 20)
    assert len(slack.workspace.calls("usergroups.users.update")) == tried
    live(slack, 6)  # daily
    assert len(slack.workspace.calls("usergroups.users.update")) == tried + 1
    assert len(happened("group.refused")) == 1
    slack.workspace.groups_for_admins = False
    give_up(slack, "ana")
    group.refresh_from_db()
    assert (slack.group.members, group.refused) == ([slack.kim], "")


def test_a_paid_plan_and_a_group_that_is_switched_off_are_said_once(slack):
    slack.workspace.free_plan = True
    chosen(slack)
    live(slack, 2)
    slack.workspace.free_plan = False
    slack.group.disabled = True
    live(slack, 2)
    words = [each["words"] for each in happened("group.refused")]
    assert ["paid plan" in words[0], "switched off" in words[1], len(words)] == [True, True, 2]
    slack.group.disabled = False
    slack.group.changed("subteam_updated")
    slack.work()
    assert slack.group.members == [slack.ana, slack.kim]
    assert Group.objects.get().refused == ""


def test_slack_away_over_a_boundary(slack):
    chosen(slack)
    next_window(slack, "bo", starts=date(2026, 3, 17), ends=date(2026, 4, 20))
    live(slack, 24 * 13)
    slack.workspace.down()
    live(slack, 30)
    assert slack.group.members == [slack.ana, slack.kim]
    slack.workspace.up()
    live(slack, 1)
    assert slack.group.members == [slack.bo]
    assert writes(slack) == 2


def test_an_answer_that_got_lost_is_no_second_write(slack):
    slack.workspace.cuts("usergroups.users.update")
    chosen(slack)
    live(slack, 1)
    assert slack.group.members == [slack.ana, slack.kim]
    assert len(slack.workspace.calls("usergroups.users.update")) == 1
    assert Group.objects.get().written == sorted([slack.ana.id, slack.kim.id])


def test_two_workers_at_once_write_once(slack, monkeypatch):
    ask = client.ask
    nested = []

    def slowly(call: str, **given):
        if call == "usergroups_users_update" and not nested:
            nested.append(deliver_due("slack", clock=lambda: slack.story.now))
        return ask(call, **given)

    monkeypatch.setattr(client, "ask", slowly)
    chosen(slack)
    assert nested
    assert writes(slack) == 1


def test_what_happens_during_a_look_is_seen_after_it(slack, monkeypatch):
    chosen(slack)
    ask = client.ask
    gone = []

    def meanwhile(call: str, **given):
        if call == "usergroups_users_list" and not gone:
            gone.append(leaves(slack, "kim"))
            withdraw_seat(
                seat_id=seat_of("ana").pk, reason="Ill.", by=slack.story.ana, at=slack.story.now
            )
        return ask(call, **given)

    monkeypatch.setattr(client, "ask", meanwhile)
    live(slack, 0.6)
    assert slack.group.members == [slack.lea]


def test_what_slack_shows_late_is_no_drift(slack):
    chosen(slack)
    slack.group.members = [slack.ana]  # as it was before our write
    slack.work(seconds=1)
    Delivery.objects.filter(key__startswith="slack:group:").update(wake_at=slack.story.now)
    slack.work(seconds=5)
    slack.group.members = [slack.ana, slack.kim]
    live(slack, 1)
    assert happened("group.drifted") == []
    assert writes(slack) == 1


@pytest.mark.req("R37")
def test_the_reconcile_page_shows_the_group_and_settles_it(slack, client):
    chosen(slack)
    slack.group.set_by_hand([slack.ana, slack.bo], by=slack.rex)
    slack.work()
    client.force_login(slack.story.people["lea"])
    page = client.get("/rotation/reconcile").content.decode()
    assert "Bo Larsen is in the Slack group and not on the rotation now." not in page  # unknown yet
    assert "Kim Seo-yeon is on the rotation now and not in the Slack group." in page
    assert 'action="/slack/group/restore"' in page
    assert client.post("/slack/group/restore").headers["Location"] == "/rotation/reconcile"
    slack.work()
    assert slack.group.members == [slack.ana, slack.kim]
    assert "/slack/group/restore" not in client.get("/rotation/reconcile").content.decode()
    slack.group.set_by_hand([slack.ana], by=slack.rex)
    slack.work()
    client.force_login(slack.story.people["sam"])
    assert client.post("/slack/group/adopt").status_code == 403
    client.force_login(slack.story.people["lea"])
    assert client.post("/slack/group/adopt").status_code == 303
    live(slack, 1)
    assert slack.group.members == [slack.ana]


def test_another_group_is_another_story(slack):
    chosen(slack)
    other = slack.workspace.group("second-line", members=[slack.rex])
    chosen(slack, group_id=other.id, group_handle=other.handle)
    assert other.members == [slack.ana, slack.kim]
    assert slack.group.members == [slack.ana, slack.kim]
    chosen(slack, group_id="", group_handle="")
    give_up(slack, "kim")
    live(slack, 2)
    assert other.members == [slack.ana, slack.kim]


def test_it_looks_at_midnight_and_not_only_every_half_hour(slack):
    chosen(slack)
    due = Delivery.objects.get(key__startswith="slack:group:")
    assert due.wake_at - slack.story.now <= timedelta(minutes=30)


def test_what_else_is_kept_up_begins_with_the_room_and_again(slack):
    chosen(slack, keeps_topic=True)
    assert slack.home.topic.startswith("On now: Ana Ruiz, Kim Seo-yeon")
    chosen(slack)
    assert slack.home.topic == ""  # it is not wanted any more
    give_up(slack, "kim")
    live(slack, 1)
    assert slack.home.topic == ""
    chosen(slack, keeps_topic=True)
    assert slack.home.topic.startswith("On now: Ana Ruiz")
    assert "Kim" not in slack.home.topic
