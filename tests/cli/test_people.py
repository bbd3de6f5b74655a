"""People, passwords and tokens at the command line."""

from __future__ import annotations

import pytest

from holdfast.journal.models import Event
from holdfast.people.actions.token import digest
from holdfast.people.models import ApiToken, Person
from holdfast.people.queries import token
from tests.cast import START, Story
from tests.cli.conftest import Run

CSV = """\
login,name,email,zone,hours,workdays,team,manager,role
ana,Ana Ruiz,ana@example.com,Europe/Berlin,09:00-17:00,Mon-Fri,Search,max,engineer
max,Max Vogel,,,,,,,
ana,Ana Again,,,,,,,
bo,Bo,,Mars/Olympus,,,,,
"""


def test_a_directory_comes_in(run: Run):
    done = run("people", "import", "-", "--json", stdin=CSV)
    body = done.json
    assert "2 of 4 rows cannot be used, so nothing was saved" in done.refused()
    assert (body["added"], body["changed"], body["unchanged"]) == ([], [], 0)
    assert [(each["line"], each["column"]) for each in body["findings"]] == [
        (4, "login"),
        (5, "zone"),
    ]
    assert body["refused"]["kind"] == "invalid"
    assert not Person.objects.exists()
    said = run("people", "import", "-", stdin=CSV.replace("Mars/Olympus,", ",9-xx")).refused()
    assert "line 5, column hours: “xx” is not a time of day" in said
    good = "\n".join(CSV.splitlines()[:3])
    assert run("people", "import", "-", "--json", stdin=good).json == {
        "added": ["ana", "max"],
        "changed": [],
        "unchanged": 0,
        "findings": [],
    }
    assert (
        "0 people added, 0 changed, 2 as they were" in run("people", "import", "-", stdin=good).out
    )
    assert Person.objects.get(login="ana").manager.login == "max"
    run("people", "import", "-", stdin=b"\xff\xfelogin").refused("UTF-8")
    run("people", "import", "-", stdin="name\nAna").refused("login")


def test_the_first_administrator(run: Run):
    assert run("people", "add", "ada", "--name", "Ada Novak", "--role", "admin").code == 0
    assert run("password", "--as", "ada", stdin="correct horse battery\n").code == 0
    ada = Person.objects.get(login="ada")
    assert ada.check_password("correct horse battery")
    event = Event.objects.get(kind="person.added")
    assert (event.by, event.via) == (None, "cli")
    run("password", "--as", "ada", stdin="short\n").refused("too short")
    run("password", "--as", "nobody", stdin="x\n").refused("Nobody here")
    run("people", "add", "ada").refused("already here")
    run("people", "add", "two words").refused("not a login")
    assert (
        run("people", "change", "ada", "--zone", "Europe/Prague", "--json").json["login"] == "ada"
    )


def test_in_a_persons_name_their_rights_hold(run: Run, story: Story):
    run("people", "add", "newt", "--as", "ana").refused("lead")
    run("people", "add", "newt", "--role", "admin", "--as", "lea").refused("admin")
    assert run("people", "add", "newt", "--as", "lea").code == 0


@pytest.mark.parametrize("scope", ["read", "write", "act-as"])
def test_a_token_is_shown_once(run: Run, story: Story, scope: str):
    body = run("token", "create", "--as", "sam", "--scope", scope, "--days", "3", "--json").json
    found = token(digest(body["token"]), at=START)
    assert found is not None
    assert (found.person.login, found.scope) == ("sam", scope)
    plain = run("token", "create", "--as", "sam", "--scope", scope)
    assert plain.out.startswith("hf_")
    assert len(plain.out.split()) == 1
    assert ApiToken.objects.count() == 2
    run("token", "create", "--as", "nobody", "--scope", scope).refused("Nobody")


def test_doctor_finds_what_is_missing(run: Run, story: Story):
    body = run("doctor", "--json").json
    about = {each["about"]: each for each in body["findings"]}
    assert about["Database"]["state"] == "ok"
    assert about["Rotation"]["says"] == "On today: ana, kim"
    assert "holdfast password" in about["Administrator"]["says"]
    assert run("doctor").code == (1 if body["wrong"] else 0)


def test_what_nobody_foresaw_is_a_sentence(run: Run, story: Story, monkeypatch):
    from django.db import OperationalError

    def fall(error: Exception):
        def falling(*args: object, **kwargs: object) -> None:
            raise error

        return falling

    monkeypatch.setattr("holdfast.rotation.queries.who", fall(RuntimeError("secret detail")))
    done = run("who", "--json")
    assert "secret" not in done.refused("holdfast-errors.log")
    assert done.json["refused"]["kind"] == "broken"
    monkeypatch.setattr("holdfast.rotation.queries.who", fall(OperationalError("it is locked")))
    run("who").refused("busy")
    monkeypatch.setattr("holdfast.rotation.queries.who", fall(OperationalError("no route")))
    run("who").refused("HOLDFAST_DATABASE_URL")
