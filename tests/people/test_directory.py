"""The people directory as a CSV: what is taken in, what is named and left out, what is refused."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.people.actions import import_people
from holdfast.people.models import Person, Team
from tests.cast import Story


def take_in(story: Story, content: bytes | str, by: str = "lea"):
    raw = content.encode() if isinstance(content, str) else content
    return import_people(content=raw, by=story.of(by), at=story.now)


FULL = (
    "login,name,email,zone,hours,workdays,holidays,team,manager,role\n"
    "@Octo,Octo Cat,octo@example.com,Europe/Berlin,10:00-18:30,Mon-Thu,DE-BY,Search,max,engineer\n"
)


@pytest.mark.req("R17")
def test_a_full_row(story: Story):
    result = take_in(story, FULL)
    assert result.added == ["octo"]
    octo = Person.objects.get(login="octo")
    assert (octo.name, octo.zone, octo.workdays, octo.holidays) == (
        "Octo Cat",
        "Europe/Berlin",
        "0,1,2,3",
        "DE-BY",
    )
    assert (octo.day_starts.hour, octo.day_ends.minute, octo.role) == (10, 30, "engineer")
    assert (octo.team.name, octo.manager.login) == ("Search", "max")
    assert octo.known_since == story.now


@pytest.mark.req("R17")
def test_the_same_file_again_changes_nothing(story: Story):
    take_in(story, FULL)
    events = Event.objects.count()
    again = take_in(story, FULL)
    assert (again.added, again.changed, again.unchanged) == ([], [], 1)
    assert Event.objects.count() == events


@pytest.mark.req("R19")
def test_whoever_was_unknown_becomes_known(story: Story):
    Person.objects.create(login="octo", name="Octo", password="!")
    result = take_in(story, "login\nocto\n")
    assert result.changed == ["octo"]
    assert Person.objects.get(login="octo").known_since == story.now


@pytest.mark.req("R17")
@pytest.mark.parametrize("head", ["login;name", "login\tname", "\ufefflogin,name", "Login , NAME"])
def test_sheets_come_in_many_shapes(story: Story, head: str):
    separator = next(each for each in ";\t," if each in head)
    result = take_in(story, f"{head}\r\nocto{separator}Octo\r\n\r\n")
    assert result.added == ["octo"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"login,name\nocto,Ren\xe9\n", "Line 2 is not UTF-8"),
        (b"\xff\xfel\x00o\x00g\x00", "binary"),
        (b"%PDF-1.7\nlogin\n", "binary"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"name,email\nOcto,o@example.com\n", "no column login"),
        (b"login,salary\nocto,1\n", "“salary”, which is not known"),
        (b"x" * 50_000_000, "larger than 5 MB"),
        (b'login,name\nocto,"' + b"x" * 200_000, "is not CSV"),
    ],
)
def test_what_is_no_directory_is_refused_at_once(story: Story, content: bytes, says: str):
    started, before = time.monotonic(), Person.objects.count()
    with pytest.raises(Invalid, match=says):
        take_in(story, content)
    assert time.monotonic() - started < 2
    assert Person.objects.count() == before


@pytest.mark.req("R17")
@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",Nobody,,,,,", "login", "A login is missing"),
        ("a b,,,,,,", "login", "is not a login"),
        ("=cmd|'/c calc'!A1,,,,,,", "login", "is not a login"),
        ("octo,,not-an-address,,,,", "email", "not a mail address"),
        ("octo,,ana@example.com,,,,", "email", "already belongs to ana"),
        ("octo,,,Mars/Base,,,", "zone", "not a time zone"),
        ("octo,,,,late,,", "hours", "not a working day"),
        ("octo,,,,9-25,,", "hours", "not a time of day"),
        ("octo,,,,,someday,", "workdays", "not a working day"),
        ("octo,,,,,,king", "role", "not a role"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_saved(story: Story, row: str, column: str, says: str):
    head = "login,name,email,zone,hours,workdays,role\n"
    (finding,) = refused(story, f"{head}first,,,,,,\n{row}\nlast,,,,,,\n")
    assert (finding["line"], finding["column"]) == (3, column)
    assert says in finding["message"]


def refused(story: Story, content: str, by: str = "lea") -> list[dict]:
    """What was found in a directory of which then nothing came in."""
    before = everything()
    with pytest.raises(Invalid) as no:
        take_in(story, content, by=by)
    assert everything() == before
    findings = no.value.facts["findings"]
    lines = {each["line"] for each in findings}
    assert f"{len(lines)} of " in no.value.message and "nothing was saved" in no.value.message
    return findings


def everything() -> tuple:
    return (
        list(Person.objects.order_by("pk").values()),
        list(Team.objects.values()),
        Event.objects.count(),
    )


@pytest.mark.req("R17")
def test_every_row_that_cannot_be_used_is_named(story: Story):
    findings = refused(
        story,
        "login,zone,email,team,manager\nok,,,New,\na b,,,,\nida,Mars,,,\njo,,ana@example.com,,\n"
        "kai,,,,nobody\nlou,,,,ida\n",
    )
    assert [(each["line"], each["column"]) for each in findings] == [
        (3, "login"),
        (4, "zone"),
        (5, "email"),
        (6, "manager"),  # but not line 7: its manager is in the file, on a row to mend
    ]


@pytest.mark.req("R14", "R17")
def test_a_login_or_an_address_twice(story: Story):
    findings = refused(
        story, "login,email\nocto,o@example.com\n@OCTO,p@example.com\nother,O@EXAMPLE.com\n"
    )
    assert [(each["line"], each["column"]) for each in findings] == [(3, "login"), (4, "email")]


@pytest.mark.req("R17")
@pytest.mark.parametrize("other", ["octo", "bo"])
def test_an_address_can_pass_from_one_to_the_other(story: Story, other: str):
    """Ana gives hers up in the same file in which somebody else gets it, in whichever order."""
    rows = ["ana,new@example.com", f"{other},Ana@example.com"]
    for order in (rows, rows[::-1]):
        take_in(story, "\n".join(["login,email", *order]))
        assert Person.objects.get(login=other).email == "Ana@example.com"
        take_in(story, f"login,email\nana,ana@example.com\n{other},x@example.com\n")
    take_in(story, f"login,email\nana,x@example.com\n{other},ana@example.com\n")
    assert Person.objects.get(login="ana").email == "x@example.com"


@pytest.mark.req("R17")
def test_an_address_is_of_who_keeps_it_whatever_the_order(story: Story):
    take_in(story, "login,email\naaa,a@x.org\nzzz,z@x.org\n")
    for login, taken, owner in (("aaa", "Z@x.org", "zzz"), ("zzz", "A@x.org", "aaa")):
        (finding,) = refused(story, f"login,email\n{login},{taken}\n")
        assert (finding["line"], finding["column"]) == (2, "email")
        assert f"already belongs to {owner}" in finding["message"]


def test_a_cell_that_no_column_was_named_for_is_not_lost_in_silence(story: Story):
    found = refused(story, "login,workdays\nocto,Mon,Tue,Wed\n")
    assert [(each["line"], "beyond the last column" in each["message"]) for each in found] == [
        (2, True)
    ]
    assert take_in(story, 'login,workdays\nocto,"Mon,Tue,Wed",,\n').added == ["octo"]


def test_managers_may_come_later_in_the_file_and_unknown_ones_are_named(story: Story):
    take_in(story, "login,manager\nocto,@Boss\nboss,max\n")
    assert Person.objects.get(login="octo").manager.manager.login == "max"
    findings = refused(story, "login,manager\nthird,nobody\nfourth,fourth\n")
    assert [(each["line"], each["column"]) for each in findings] == [(2, "manager"), (3, "manager")]


@pytest.mark.req("R17")
def test_managers_in_a_circle_are_refused(story: Story):
    (finding,) = refused(story, "login,manager\na1,b1\nx1,a1\nb1,c1\nc1,a1\n")
    assert (finding["line"], finding["column"]) == (5, "manager")
    assert "a1 reports to b1, b1 to c1, c1 to a1" in finding["message"]
    # Max is Ana's manager here; the file closes the circle with one row, or moves both.
    (finding,) = refused(story, "login,manager\nmax,ana\n")
    assert finding["line"] == 2
    take_in(story, "login,manager\nmax,ana\nana,lea\n")
    assert Person.objects.get(login="max").manager.manager.login == "lea"


@pytest.mark.req("R17")
def test_a_circle_that_was_here_before_stands_in_nobodys_way(story: Story):
    people = {login: Person.objects.get(login=login) for login in ("ana", "max")}
    people["max"].manager = people["ana"]
    people["max"].save()
    take_in(story, "login,manager\nocto,ana\nbo,\n")
    assert refused(story, "login,manager\nana,max\n")
    take_in(story, "login,manager\nana,lea\n")
    story.forward(hours=1)  # nothing walks the chain for ever


def test_what_stands_beyond_the_keyboard_is_dropped(story: Story):
    take_in(story, "login,name,team\n" + "\n" * 5000 + "octo,O\x00cto,Co\x00re\n")
    assert Person.objects.get(login="octo").team.name == "Core"


def test_teams_are_one_in_whichever_case(story: Story):
    take_in(story, "login,team\nocto,search\nida,Core\njo,CORE\n")
    teams = dict(Person.objects.filter(team__isnull=False).values_list("login", "team__name"))
    assert (teams["octo"], teams["ida"], teams["jo"]) == ("Search", "Core", "Core")


def test_formulas_are_kept_as_words(story: Story):
    """They are text to us; whoever writes a CSV for a spreadsheet must defuse them."""
    take_in(story, 'login,name\nocto,"=HYPERLINK(""http://evil.example"")"\n')
    assert Person.objects.get(login="octo").name == '=HYPERLINK("http://evil.example")'


def test_a_lead_makes_no_leads_by_import(story: Story):
    findings = refused(story, "login,role\nsam,admin\nocto,lead\nlea,lead\n")
    assert [(each["line"], each["column"]) for each in findings] == [(2, "role"), (3, "role")]
    # Nor does a lead take the administrator's role away, or the way into their account.
    assert refused(story, "login,role\nada,member\n")
    (finding,) = refused(story, "login,email\nada,lea+ada@example.com\n")
    assert finding["column"] == "email"
    assert take_in(story, "login,zone,email\nada,Europe/Rome,ada@example.com\n").changed == ["ada"]
    assert take_in(story, "login,role\nocto,lead\n", by="ada").added == ["octo"]
    with pytest.raises(NotAllowed):
        take_in(story, "login\nx1\n", by="ana")


@pytest.mark.req("R17")
def test_ten_thousand_rows_in_a_few_hundred_statements(story: Story):
    def rows(word: str) -> str:
        each = (
            f"p{n},Person {n},p{n}@{word}.example,Europe/Rome,9-17,Team {n % 50},p{n // 8},engineer"
            for n in range(1, 10_001)
        )
        return "login,name,email,zone,hours,team,manager,role\np0,,,,,,,\n" + "\n".join(each)

    for word, done in (("one", "added"), ("one", "unchanged"), ("two", "changed")):
        with CaptureQueriesContext(connection) as asked:
            started = time.monotonic()
            result = take_in(story, rows(word))
            took = time.monotonic() - started
        counts = {
            "added": len(result.added),
            "changed": len(result.changed),
            "unchanged": result.unchanged,
        }
        assert counts[done] >= 10_000
        assert len(asked) < 500
        assert took < 15, "it takes one or two seconds; row by row it took ten to thirty"
    assert Event.objects.filter(kind="people.imported").count() == 2
    assert Person.objects.get(login="p9").manager.login == "p1"


def test_more_rows_than_a_directory_has_are_refused_at_once(story: Story):
    started = time.monotonic()
    with pytest.raises(Invalid, match="more than 50,000 rows; split it"):
        take_in(story, "login,name\n" + "".join(f"p{n},P\n" for n in range(100_000)))
    assert time.monotonic() - started < 10


def test_two_at_once_and_one_is_told(story: Story, monkeypatch: pytest.MonkeyPatch):
    """What somebody else saved between our look and our writing undoes all of it."""
    from holdfast.people.actions import directory

    reads = directory._Coming.findings

    def meanwhile(coming: directory._Coming) -> list:
        found = reads(coming)
        Person.objects.create(login="octo", name="Octo", password="!")
        return found

    monkeypatch.setattr(directory._Coming, "findings", meanwhile)
    with pytest.raises(Conflict, match="import it again"):
        take_in(story, "login\nida\nocto\n")
    assert not Person.objects.filter(login="ida").exists()
