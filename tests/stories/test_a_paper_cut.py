"""A small gap goes from a customer's sigh to a customer who knows it is gone (R61 to R64)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.papercut.actions import note_interruptions
from tests.cast import Story
from tests.stories.day import Day


@pytest.mark.req("R61", "R62", "R64")
def test_from_a_wish_to_a_told_customer(day: Day, story: Story):
    sam, lea, ana, max_ = day.at("sam"), day.at("lea"), day.at("ana"), day.at("max")
    assert "No paper cuts yet" in sam.get("/paper-cuts")
    page = sam.post(
        "/paper-cuts/new", title="Exports lose the time zone", customer="Acme", gap="Rows shift."
    )
    assert "CUT-" in page and "Acme" in page
    (api_cut,) = day.api("sam").get("paper-cuts").json()["items"]
    ref, number = api_cut["ref"], api_cut["ref"].removeprefix("CUT-")
    sam.post("/paper-cuts/new", title="Search forgets its filters")

    # Nobody speaks for GTM yet: the page says so. Lea gives Max the voice, and then may not rank.
    assert "Nobody speaks for GTM yet" in sam.get("/paper-cuts")
    lea.post("/paper-cuts/voices", login="max", part="gtm")
    assert "voice" in day.mail("max", "voice.given")
    lea.post(f"/paper-cuts/{number}/rank", status=403, position="1")
    max_.post(f"/paper-cuts/{number}/rank", position="1")
    ana.post(f"/paper-cuts/{number}/estimate", days="20")
    assert "Too large for a paper cut" in max_.get("/paper-cuts")
    ana.post(f"/paper-cuts/{number}/estimate", days="2,5")
    assert "Fits in your days" in ana.get("/paper-cuts")
    lea.post(f"/paper-cuts/{number}/judgement", verdict="yes")
    assert "Exports lose" not in max_.get("/paper-cuts?judged=none")

    # Ana picks it up; an escalation of hers comes first, and the board says why.
    ana.post(f"/paper-cuts/{number}/pick-up")
    assert "Promise no day" in day.mail("sam", "paper_cut.picked_up")
    assert "Your paper cuts" in ana.get("/")
    escalation = story.owned(by="ana")
    assert f"Ana Ruiz owns {escalation.ref}" in sam.get("/paper-cuts")
    assert f"You own {escalation.ref}" in ana.get("/")
    note_interruptions(story.now)
    story.pause(escalation, story.now.date() + timedelta(days=7))
    assert "Paused" not in sam.get("/paper-cuts")
    note_interruptions(story.now)

    # It is shipped: Sam hears so with words for Acme, tells them and says so.
    ana.post(f"/paper-cuts/{number}/shipment", words="Exports keep your time zone.", days="2")
    letter = day.mail("sam", "paper_cut.shipped")
    assert "Exports keep your time zone." in letter and "Acme" in letter
    assert "Not told yet: Acme" in lea.get("/paper-cuts?state=shipped")
    assert f"Tell Acme that {ref} is there" in sam.get("/")
    (wish,) = day.api("sam").get(f"paper-cuts/{ref}").json()["wishes"]
    assert "I told them" in sam.get(f"/paper-cuts/{number}")
    sam.post(f"/wishes/{wish['id']}/told")
    assert "Every customer knows" in lea.get("/paper-cuts?state=shipped")
    history = sam.get(f"/paper-cuts/{number}")
    for said in ("estimated 2.5 working days", "judged it: yes", "picked it up", "told Acme"):
        assert said in history


@pytest.mark.req("R61")
def test_two_drag_at_once(day: Day, story: Story):
    lea, ada = day.at("lea"), day.at("ada")
    for title in ("One", "Two"):
        lea.post("/paper-cuts/new", title=title)
    refs = [each["ref"] for each in day.api("lea").get("paper-cuts").json()["items"]]
    one, two = (ref.removeprefix("CUT-") for ref in refs)
    lea.post(f"/paper-cuts/{one}/rank", position="1")
    lea.post(f"/paper-cuts/{two}/rank", position="2")
    seen = day.api("lea").get("paper-cuts").json()["last_rank"]
    lea.post(f"/paper-cuts/{two}/rank", position="1", seen=seen)
    page = ada.post(f"/paper-cuts/{one}/rank", status=409, position="2", seen=seen)
    assert f"Meanwhile Lea Marsh put CUT-{two} at 1" in page


@pytest.mark.req("R61", "R62")
def test_the_same_life_by_programs(day: Day, story: Story):
    """Every write of the API, refused to whom it is not for."""
    sam, ana, lea, max_ = (day.api(login) for login in ("sam", "ana", "lea", "max"))
    made = sam.post("paper-cuts", {"title": "Exports lose the zone", "customer": "Acme"}, key="a")
    assert made.status_code == 201
    path = f"paper-cuts/{made.json()['ref']}"
    again = {"title": "Exports lose the zone", "customer": "Acme"}
    assert sam.post("paper-cuts", again, key="a").json()["ref"] == made.json()["ref"]
    assert sam.post("paper-cuts", {"title": "exports LOSE the zone"}).status_code == 409
    assert max_.call("PATCH", path, {"gap": "Rows shift."}).status_code == 403
    assert sam.call("PATCH", path, {"gap": "Rows shift."}).json()["gap"] == "Rows shift."
    wish = sam.post(f"{path}/wishes", {"customer": "Umbra", "person": "rex"}, key="w").json()
    for part, login, asks in (("gtm", "rex", 200), ("product", "max", 200), ("sales", "max", 422)):
        assert lea.put(f"voices/{part}/{login}").status_code == asks
        assert sam.put(f"voices/{part}/{login}").status_code in {403, 422}
    assert [each["login"] for each in sam.get("voices").json()["items"]] == ["rex", "max"]
    for who, words, body in (
        ("rex", "rank", {"position": 1}),
        ("ana", "estimate", {"days": 15.1}),
        ("max", "judgement", {"verdict": "no", "reason": "Not ours."}),
    ):
        others = {"rex", "ana", "max", "lea"} - {who}
        for other in others:
            assert day.api(other).put(f"{path}/{words}", body).status_code == 403, (other, words)
        assert day.api(who).put(f"{path}/{words}", body).status_code == 200
    assert sam.get(path).json()["estimate"]["too_large"] is True
    for days in (0, -1, 1000, 1e300):
        assert ana.put(f"{path}/estimate", {"days": days}).status_code == 422
    assert ana.put(f"{path}/estimate", {"days": 15}).json()["estimate"]["too_large"] is False
    refused = ana.put(f"{path}/pick-up")
    assert (refused.status_code, "Product says no" in refused.content.decode()) == (409, True)
    max_.put(f"{path}/judgement", {"verdict": "yes"})
    assert ana.put(f"{path}/pick-up").json()["state"] == "picked-up"
    assert day.api("kim").put(f"{path}/pick-up").status_code == 409
    assert ana.call("DELETE", f"{path}/pick-up", {"reason": "Off."}).json()["state"] == "waiting"
    assert ana.put(f"{path}/pick-up").status_code == 200
    assert day.api("rex").put(f"wishes/{wish['id']}/told").status_code == 409
    assert ana.put(f"{path}/shipment", {"words": "There."}).json()["state"] == "shipped"
    assert day.api("rex").put(f"wishes/{wish['id']}/told").json()["told"]
    assert max_.put(f"{path}/dropping", {"reason": "Late."}).status_code == 409
    assert lea.call("DELETE", "voices/gtm/rex").status_code == 200


@pytest.mark.req("R61", "R62")
def test_the_same_life_at_a_terminal(day: Day, story: Story):
    def cuts(*words: str, by: str = ""):
        return day.run("paper-cuts", *words, *(("--as", by) if by else ()))

    ref = cuts("add", "Exports lose the zone", "--customer", "Acme", "--json", by="sam").json["ref"]
    cuts("add", "exports lose the ZONE", by="sam").refused("is called that already")
    cuts("wish", ref, "=Umbra", by="rex")
    cuts("rank", ref, "1", by="ana").refused("nobody speaks for GTM yet")
    cuts("voice", "gtm", "rex", by="lea")
    cuts("rank", ref, "1", by="lea").refused("ask Rex Quill")
    cuts("rank", ref, "1", by="rex")
    cuts("estimate", ref, "a week", by="ana").refused("is no number of working days")
    assert "too large for a paper cut" in cuts("estimate", ref, "15,5", by="ana").out
    cuts("judge", ref, "not-now", by="lea").refused()
    assert "Later." in cuts("judge", ref, "not-now", "--reason", "Later.", by="lea").out
    cuts("pick-up", ref, by="ana").refused("Product says not now")
    cuts("judge", ref, "yes", by="lea")
    cuts("pick-up", ref, by="ana")
    cuts("hand-back", ref, by="kim").refused("Only Ana Ruiz")
    story.owned(by="ana")
    assert "Rests" in cuts("show", ref).out
    assert "'=Umbra" in cuts("export").out or "Acme; =Umbra" in cuts("export").out
    shown = cuts("ship", ref, "--days", "2", by="ana").out
    assert "=Umbra, not told" in shown
    wishes = cuts("show", ref, "--json").json["wishes"]
    number = next(str(each["id"]) for each in wishes if each["customer"] == "=Umbra")
    cuts("told", number, by="max").refused("was told")
    assert "=Umbra, told" in cuts("told", number, by="rex").out
    cuts("drop", ref, "--reason", "x", by="lea").refused("is shipped")
    assert ref in cuts("list", "--state", "shipped").out
    cuts("list", "--state", "nonsense").refused("is no state")
    cuts("show", "CUT-999").refused("There is no paper cut")
