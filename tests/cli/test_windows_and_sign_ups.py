"""Windows, seats by hand and sign-ups at the command line."""

from __future__ import annotations

from holdfast.rotation.models import SignUp
from tests.cast import Story


def test_windows_are_opened_changed_and_dropped(story: Story, run):
    opened = run("rotation", "window", "open", "--count", "2", "--as", "lea", "--json")
    assert [each["starts_on"] for each in opened.json["windows"]] == ["2026-03-16", "2026-04-13"]
    run("rotation", "window", "open", "--as", "ana").refused("lead")
    run("rotation", "window", "change", "2026-03-16", "--to", "tomorrow").refused("not a day")
    assert run("rotation", "window", "change", "2026-03-16").code == 2
    done = run("rotation", "window", "change", "2026-03-16", "--most", "3", "--json")
    assert done.json["most"] == 3
    assert run("rotation", "window", "change", "2026-03-16", "--most", "policy").code == 0
    run("rotation", "window", "drop", "2026-04-13").refused("Say why")
    assert "dropped" in run("rotation", "window", "drop", "2026-04-13", "--reason", "Freeze").out
    listed = run("rotation", "window", "list").out
    assert "2 seats open of 2" in listed and "2026-04-13 to" not in listed.replace("Mon ", "")
    assert run("rotation", "window", "drop", "2026-04-13", "--take-up").code == 0
    run("rotation", "window", "drop", "2026-04-14").refused("No window starts on")


def test_a_seat_is_added_confirmed_and_withdrawn(story: Story, run):
    run("rotation", "window", "open")
    run("rotation", "seat", "add", "2026-03-16", "bo").refused("has not signed up")
    words = ("rotation", "seat", "add", "2026-03-16", "bo", "--override", "He asked.")
    run(*words, "--half", "first").refused("has a reason")
    done = run(*words, "--half", "first", "--reason-kind", "team", "--reason", "A launch.")
    assert "Bo Larsen, Mon 2026-03-16 to Mon 2026-03-30: proposed." in done.out
    run("rotation", "seat", "confirm", "2026-03-16", "--as", "ana").refused("has no seat")
    assert "confirmed" in run("rotation", "seat", "confirm", "2026-03-16", "--as", "bo").out
    run("rotation", "seat", "withdraw", "2026-03-16", "--as", "bo").refused("Say why")
    words = ("rotation", "seat", "withdraw", "2026-03-16", "bo", "--reason", "Ill", "--as", "lea")
    assert run(*words, "--json").json["state"] == "withdrawn"


def test_somebody_signs_up_and_says_no_again(story: Story, run):
    run("rotation", "window", "open")
    words = ("rotation", "sign-up", "--window", "2026-03-16", "--as", "bo")
    assert "willing" in run(*words, "--choice", "yes", "--halves", "first half").out
    assert "as before" in run(*words, "--choice", "willing", "--halves", "first").out
    run(*words, "--choice", "perhaps").refused("is no answer")
    run(*words, "--choice", "no", "--for", "ana").refused("may not sign this person up")
    run("rotation", "seat", "add", "2026-03-16", "bo", "--override", "Half.")
    done = run(*words, "--choice", "no")
    assert "holdfast rotation seat withdraw 2026-03-16 --as bo" in done.err
    assert SignUp.objects.count() == 2 and SignUp.objects.first().source == "cli"


def test_the_sheet_goes_out_and_comes_in_to_the_same(story: Story, run):
    run("rotation", "window", "open", "--count", "2")
    sheet = "person;16 Mar;13 Apr;Lunch\nAna Ruiz;eager;;\nbo@example.com;first half;no;\nzed;w;;\n"
    dry = run("rotation", "sign-ups", "import", "-", "--dry-run", "--json", stdin=sheet)
    assert dry.code == 1 and len(dry.json["written"]) == 3 and not SignUp.objects.exists()
    done = run("rotation", "sign-ups", "import", "-", stdin=sheet)
    assert done.code == 1 and "Imported 3 new answers" in done.out
    assert "line 1, Lunch:" in done.err and "line 4: Nobody here is called “zed”" in done.err
    out = run("rotation", "sign-ups", "export").out
    again = run("rotation", "sign-ups", "import", "-", stdin=out)
    assert (again.code, again.out.strip()) == (0, "Imported 0 new answers; 3 as they were.")
    run("rotation", "sign-ups", "import", "-", stdin="a,b\n1,2\n").refused("No column")


def test_how_somebody_takes_part(story: Story, run):
    words = ("rotation", "volunteer", "bo")
    assert "rest days: policy" in run(*words).out
    done = run(*words, "--halves", "--rest-days", "30", "--promotion-by", "2026-09-30", "--json")
    assert (done.json["halves"], done.json["rest_days"]) == (True, 30)
    assert run(*words, "--rest-days", "policy", "--json").json["rest_days"] is None
    assert run(*words, "--rest-days", "soon").code == 2
    run(*words, "--allocation", "0", "--as", "bo").refused("1 to 100")
    run(*words, "--whole", "--as", "ana").refused("may not")
