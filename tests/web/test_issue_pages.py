"""Support issues on the web: brought, mapped, read, listed, and what an escalation is about."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from holdfast.support.actions import import_issues, match_raised
from holdfast.support.models import Import, Issue
from tests.cast import Story
from tests.support.issues import said, take

CSV = """Ticket ID,Created at,Organization,Group,Subject,Type
1,2026-03-01 10:00,Acme,Search,=cmd(),Question
2,2026-03-01 11:00,Umbra,Billing,Down,Bug
3,soon,Umbra,Billing,Down,Question
"""
TICKETS = "https://acme.example.com/agent/tickets/"


def sent(at, login: str, content: str = CSV):
    """The file is brought; the page where its columns are looked at."""
    return at(login).post("/issues/import", file=SimpleUploadedFile("z.csv", content.encode()))


@pytest.mark.req("R77")
def test_a_file_comes_in_from_the_browser(story: Story, at):
    page = sent(at, "sam")
    assert "Slow" not in page and "Acme" in page and "Filed defect" in page
    assert "“soon” is no moment" in page
    form = next(each for each in page.forms.values() if "key" in each)
    state = form.pop("status")
    assert (state, form["key"], form["team"], form["defect_values"]) == (
        "",
        "Ticket ID",
        "Group",
        "Bug",
    )
    number = Import.objects.get().pk
    address = f"/issues/imports/{number}"
    looked = at("sam").post(address, status=200, **form | {"customer": "", "look": "1"})
    assert "Acme" not in looked.text.split("Which column")[0]
    waits = at("sam").post(address, **form)
    assert "waits for a worker" in waits
    import_issues(clock=lambda: story.now)
    done = at("sam").get(address)
    assert "read to its end" in done and "Line 4" in done
    assert Issue.objects.count() == 2
    assert "z.csv" in at("lea").get("/issues/import")
    assert at("sam").post(address, status=200, **form).status == 200  # begun is begun


def test_what_cannot_be_imported_says_why_on_the_form(story: Story, at):
    assert "is a PDF" in at("sam").post(
        "/issues/import", status=422, file=SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    )
    assert "there was neither" in at("sam").post("/issues/import", status=422, content="")
    page = at("sam").post("/issues/import", content="nr,wann\n1,03/02/2026\n")
    assert "Say which column is the number" in page
    address = f"/issues/imports/{Import.objects.get().pk}"
    assert "No column is known to be key" in at("sam").post(address, status=422, opened="wann")
    looked = at("sam").post(address, status=200, key="nr", opened="wann", look="1")
    assert "two ways" in looked
    at("sam").post(address, key="nr", opened="wann")
    import_issues(clock=lambda: story.now)
    failed = at("sam").get(address)
    assert "not read to its end" in failed and "Which column is what" in failed
    at("sam").post(address, key="nr", opened="wann", dates="month-first")
    import_issues(clock=lambda: story.now)
    assert Issue.objects.get().key == "1"
    assert "You may not" in at("max").get("/issues/import", status=403)


def test_the_list_finds_pages_and_downloads_without_formulas(story: Story, at):
    take(
        story,
        *(said(str(n), f"2026-02-{n % 27 + 1:02} 10:00", customer="Acme") for n in range(60)),
        said("bug/7", filed_defect=True, title="=1+1", customer="@x"),
        said("gone", deleted_at="2026-03-01 10:00"),
    )
    page = at("max").get("/issues")
    assert "Older" in page and "bug/7" not in page
    older = next(each for each in page.links if "after=" in each)
    assert "That is all" not in at("max").get(f"/issues{older}")
    assert "bug/7" in at("max").get("/issues?kind=defects")
    assert "Filed defect" in at("max").get("/issues/bug/7")
    assert "gone" in at("max").get("/issues?kind=deleted")
    assert "None of this kind" in at("max").get("/issues?customer=Nobody")
    found = at("max").get("/issues?since=2026-02-05&until=2026-02-05&engaged=no")
    assert "Sun" not in found and found.text.count("Acme") == 3
    assert "This page is none" in at("max").get("/issues?after=x", status=422)
    response = at("max").client.get("/issues.csv?kind=defects")
    text = b"".join(response.streaming_content).decode()
    assert text.splitlines()[1] == "bug/7,2026-03-02T10:00:00+00:00,,'@x,,,,yes,'=1+1,"


@pytest.mark.req("R77")
def test_the_page_of_an_escalation_says_which_issue_it_is_about(story: Story, at):
    take(story, said("41", title="Slow search", url=f"{TICKETS}41", customer="Acme"), said("42"))
    form = at("sam").get("/escalations/new?issue=41").forms
    filled = next(each for each in form.values() if "origin_url" in each)
    assert (filled["title"], filled["customer"]) == ("Slow search", "Acme")
    raised = story.raised(origin_url=filled["origin_url"])
    match_raised(story.now)
    here = f"/escalations/{raised.ref}"
    assert "Slow search" in at("max").get(here)
    assert "Say which…" not in at("max").get(here)
    page = at("sam").post(f"{here}/issues", key="42")
    assert "/issues/42" in page.links
    assert "no support issue 43" in at("sam").post(f"{here}/issues", status=404, key="43")
    page = at("sam").post(f"{here}/issues/41/removal")
    assert "/issues/41" not in page.links
    assert "says that it is not about support issue 41: Slow search" in page
    assert raised.ref in at("max").get("/issues/42")
    assert raised.ref not in at("max").get("/issues/41")
