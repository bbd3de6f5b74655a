"""The people directory as a CSV: what is taken in, what is named and left out, what is refused."""

from __future__ import annotations

import time

import pytest

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Invalid, NotAllowed, Refusal
from holdfast.people.actions import import_people
from holdfast.people.models import Person
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
    assert (result.added, result.findings) == (["octo"], [])
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
    ("row", "says"),
    [
        (",Nobody,,,,,", "A login is missing"),
        ("a b,,,,,,", "is not a login"),
        ("=cmd|'/c calc'!A1,,,,,,", "is not a login"),
        ("octo,,not-an-address,,,,", "not a mail address"),
        ("octo,,ana@example.com,,,,", "already belongs to ana"),
        ("octo,,,Mars/Base,,,", "not a time zone"),
        ("octo,,,,late,,", "not a working day"),
        ("octo,,,,,someday,", "not a working day"),
        ("octo,,,,,,king", "not a role"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_in(story: Story, row: str, says: str):
    head = "login,name,email,zone,hours,workdays,role\n"
    result = take_in(story, f"{head}first,,,,,,\n{row}\nlast,,,,,,\n")
    assert result.added == ["first", "last"]
    assert [finding["line"] for finding in result.findings] == [3]
    assert says in str(result.findings[0]["message"])


@pytest.mark.req("R14", "R17")
def test_a_login_or_an_address_twice(story: Story):
    result = take_in(
        story, "login,email\nocto,o@example.com\n@OCTO,p@example.com\nother,O@EXAMPLE.com\n"
    )
    assert result.added == ["octo"]
    assert [finding["line"] for finding in result.findings] == [3, 4]


@pytest.mark.req("R17")
def test_an_address_can_pass_from_one_to_the_other(story: Story):
    """Ana gives hers up in the same file in which Octo gets it: order must not break the file."""
    result = take_in(story, "login,email\nana,new@example.com\nocto,ana@example.com\n")
    octo = Person.objects.filter(login="octo").first()
    assert (octo is not None and octo.email == "ana@example.com") or result.findings


@pytest.mark.req("R17")
def test_managers_may_come_later_in_the_file_and_unknown_ones_are_named(story: Story):
    result = take_in(story, "login,manager\nocto,boss\nboss,\nthird,nobody\nfourth,fourth\n")
    assert Person.objects.get(login="octo").manager.login == "boss"
    assert [finding["line"] for finding in result.findings] == [4, 5]
    assert {"third", "fourth"} <= set(result.added)  # they are in, without a manager


@pytest.mark.req("R17")
def test_managers_in_a_circle_hang_nobody(story: Story):
    take_in(story, "login,manager\na1,b1\nb1,c1\nc1,a1\n")
    assert Person.objects.get(login="a1").manager.manager.manager.login == "a1"
    story.forward(hours=1)  # nothing walks the chain for ever


def test_formulas_are_kept_as_words(story: Story):
    """They are text to us; whoever writes a CSV for a spreadsheet must defuse them."""
    take_in(story, 'login,name\nocto,"=HYPERLINK(""http://evil.example"")"\n')
    assert Person.objects.get(login="octo").name == '=HYPERLINK("http://evil.example")'


def test_a_lead_makes_no_leads_by_import(story: Story):
    result = take_in(story, "login,role\nsam,admin\nocto,lead\nlea,lead\n")
    assert [finding["line"] for finding in result.findings] == [2, 3]
    assert Person.objects.get(login="sam").role == "support"
    # Nor does a lead take the administrator's role away.
    result = take_in(story, "login,role\nada,member\n")
    assert Person.objects.get(login="ada").role == "admin"
    assert result.findings
    assert take_in(story, "login,role\nocto,lead\n", by="ada").added == ["octo"]
    with pytest.raises(NotAllowed):
        take_in(story, "login\nx1\n", by="ana")


@pytest.mark.slow
@pytest.mark.req("R17")
def test_a_hundred_thousand_rows_in_bounded_time(story: Story):
    """More are refused; so many are taken in within a time somebody waits for."""
    rows = b"".join(b"p%d,Person %d,p%d@example.com\n" % (n, n, n) for n in range(100_001))
    with pytest.raises(Refusal, match="more than 100,000 rows"):
        take_in(story, b"login,name,email\n" + rows)
    some = b"login,name,email\n" + b"\n".join(rows.split(b"\n", 3_000)[:3_000])
    started = time.monotonic()
    assert len(take_in(story, some).added) == 3_000
    assert time.monotonic() - started < 30
