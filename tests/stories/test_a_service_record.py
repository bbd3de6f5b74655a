"""An engineer's service is stated, passed on and checked by somebody who has no account here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from holdfast.people.actions import change_policy
from holdfast.people.models import Person
from holdfast.rotation.actions import close_windows, waive
from tests.rotation.rota import sign_up, window
from tests.web.page import read

DOCS = Path(__file__).parents[2] / "docs" / "service-records.md"


@pytest.fixture
def past(day):
    made = window(date(2026, 1, 5), date(2026, 2, 2), "ana")
    close_windows(day.story.now)
    return made


@pytest.mark.req("R32")
def test_from_the_button_to_a_stranger_who_checks_it(day, past, tmp_path):
    ana = day.at("ana")
    assert "None so far" in ana.get("/people/ana/service-records")
    ana.post("/people/ana/service-records", as_of="")
    page = ana.get("/people/ana/service-records")
    (address,) = [each for each in page.links if re.fullmatch(r"/service-records/\w{16}", each)]
    stranger = day.at(None)
    page = stranger.get(address)
    assert "Genuine" in page and "Ana Ruiz" in page and "2 halves in 1 window" in page
    response = stranger.client.get(f"{address}.json")
    assert response["X-Robots-Tag"] == "noindex" and "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert "Genuine" in stranger.post("/service-records/check", status=200, record=text)
    changed = text.replace('"halves": 2', '"halves": 8')
    assert changed != text
    assert "Changed" in stranger.post("/service-records/check", status=200, record=changed)
    assert "Unknown" in stranger.post("/service-records/check", status=200, record="{}")
    assert "bring the record" in stranger.post("/service-records/check", status=422)
    stranger.post("/service-records/check", status=404, code="0000-0000-0000-0000")
    stranger.get("/service-records/0000000000000000", status=404)
    assert day.at("rex").get("/people/ana/service-records", status=403)

    file = tmp_path / "record.json"
    file.write_text(text)
    assert "Genuine" in day.run("service-record", "verify", str(file)).out
    file.write_text(changed)
    assert day.run("service-record", "verify", str(file)).code == 1
    checked = day.api("rex", "write").post("service-records/check", {"record": json.loads(text)})
    assert checked.json()["verdict"] == "genuine"


@pytest.mark.req("R32")
def test_five_lines_of_python_check_it_without_us(day, past, tmp_path):
    file = tmp_path / "record.json"
    file.write_text(day.run("service-record", "issue", "ana", "--json").out)
    (key,) = day.at(None).client.get("/service-records/keys").json()["keys"]
    (code,) = re.findall(r"```python\n(.+?)```", DOCS.read_text(), re.DOTALL)

    def check() -> int:
        words = [sys.executable, "-c", code, str(file), key["public"]]
        return subprocess.run(words, capture_output=True, check=False).returncode

    assert check() == 0
    file.write_text(file.read_text().replace("Ana Ruiz", "Ana Rui2"))
    assert check() == 1


@pytest.mark.req("R32")
def test_nobody_tries_codes_by_the_thousand(day, past):
    client = day.at(None).client
    answers = {client.get("/service-records/0000000000000000").status_code for _ in range(61)}
    assert answers == {404, 429}
    assert client.get("/service-records/keys").status_code == 200
    assert read(client.get("/sign-in")).status == 200


@pytest.mark.req("R31", "R33")
def test_who_asked_in_vain_is_blocked_on_no_page_no_api_and_no_command(day, past):
    story = day.story
    change_policy(
        programme=story.programme,
        changes={"promotion_gate": "yes"},
        effective_on=story.now.date(),
        reason="As we said.",
        by=story.lea,
        at=story.now,
    )
    sign_up("bo", past)

    def blocked() -> list[bool]:
        api, run = day.api("lea", "write"), day.run("service-record", "list", "--json").out
        people = [
            *api.get("service-records").json()["items"],
            *api.get("fairness").json()["people"],
            api.get("people/bo/service").json(),
            *json.loads(run)["items"],
        ]
        found = [each["gate"]["may_block"] for each in people if each["login"] == "bo"]
        page = day.at("lea").get("/people/bo/service")
        row = next(
            each
            for each in day.at("lea").get("/service-records").html.split("<tr>")
            if ">Bo Larsen<" in each
        )
        return [*found, "gate may block" in page, "may block" in row]

    assert blocked() == [True] * 6
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 2, 1)}
    waive(login="bo", **period, reason="Full.", by=story.lea, at=story.now)
    assert blocked() == [False] * 6


@pytest.mark.req("R31")
def test_a_lead_grants_and_withdraws_what_counts_as_much(day):
    lea = day.at("lea")
    given = {
        "kind": "support embed",
        "starts_on": "2025-11-03",
        "ends_on": "2025-11-28",
        "reason": "Sat with support.",
    }
    assert "whole number" in lea.post("/people/bo/equivalents", status=422, **given, days="few")
    lea.post("/people/bo/equivalents", **given, days="18")
    page = lea.get("/people/bo/service-records")
    assert "Support embed" in page and "18 days" in page
    assert "does not count" not in page
    assert "counts as much as a turn" in day.mail("bo", "equivalent.granted").subject
    assert day.api("rex", "read").get("equivalents").json()["items"] == []
    (row,) = day.api("bo", "read").get("equivalents").json()["items"]
    ran = day.run(
        "service-record", "equivalent", "--withdraw", row["id"], "--reason", "Not theirs."
    )
    assert ran.code == 0 and "withdrawn" in ran.out
    assert "does not count" in day.mail("bo", "equivalent.withdrawn").text
    made = day.api("lea", "write").post("equivalents", {"login": "bo", **given})
    assert made.status_code == 201 and made.json()["days"] == 26
    lea.post(f"/equivalents/{made.json()['id']}/withdrawal", reason="Twice.")
    ran = day.run("service-record", "equivalent", "bo", "--reason", "x", "--kind", "nap")
    assert ran.code == 1 and "support embed" in ran.err
    day.at("rex").post("/people/bo/equivalents", status=403, **given)


@pytest.mark.req("R24")
def test_an_engineer_takes_their_seat_home(day):
    story = day.story
    issue = story.owned(customer="Acme")
    story.learn(issue, "Look at the index first.", by="ana")
    seat = Person.objects.get(login="ana").seats.get().pk
    story.now = story.now.replace(day=18)
    ana = day.at("ana")
    assert "Yours to send" in ana.get("/returns")
    ana.post(f"/returns/{seat}/note", note="What a month.")
    assert "What a month." not in day.at("max").get(f"/returns/{seat}")
    assert day.api("max", "read").get(f"returns/{seat}").json()["note"] is None
    ana.post(f"/returns/{seat}/sending", note="What a month!")
    page = day.at("max").get(f"/returns/{seat}")
    assert "What a month!" in page and "Look at the index first." in page
    mail = day.mail("max", "return.sent")
    assert "led 1 escalation and" in mail and f"/returns/{seat}" in mail
    ran = day.run("rotation", "return", seat)
    assert ran.out.startswith("# Back from the rotation: Ana Ruiz")
    assert day.at("max").client.get(f"/returns/{seat}.md").content.decode() == ran.out
    again = day.api("ana", "write").put(f"returns/{seat}/note", {"note": "More."})
    assert again.status_code == 409
    assert day.at("lea").post(f"/returns/{seat}/note", status=403, note="x")


@pytest.mark.req("R23")
def test_what_was_learned_is_looked_for_by_words(day):
    issue = day.story.owned(customer="Acme")
    day.story.learn(issue, "Rebuild the index before midnight.", by="ana")
    page = day.at("rex").get("/learnings?search=midnight&customer=acme&class=")
    assert "Rebuild the index" in page
    assert "Nothing fits that" in day.at("rex").get("/learnings?search=unicorn")
    api = day.api("rex", "read")
    assert len(api.get("learnings?search=midnight").json()["items"]) == 1
    assert api.get("learnings?class=nonsense").status_code == 422
    assert "Rebuild" in day.run("escalation", "learnings", "--search", "index midnight").out
