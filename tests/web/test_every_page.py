"""What holds for every page: who may come in, how errors look, the shell."""

import pytest
from django.core.cache import cache
from django.urls import URLPattern, get_resolver

from holdfast.web import urls
from tests.cast import Story
from tests.web.page import read

LINK = "reliefs/link/<secret>"  # signed, see tests/web/test_relief_pages.py
PUBLIC = {
    *("", "sign-in", "sign-out", "persona"),
    *(LINK, f"{LINK}/acknowledgement", f"{LINK}/dropped/<int:number>/outcome"),
}
PAGES = [
    "/",
    "/who",
    "/escalations",
    "/escalations?state=mine",
    "/escalations?state=asked",
    "/escalations?state=off-rotation",
    "/escalations?state=closed",
    "/escalations?state=stuck",
    "/escalations?state=declined",
    "/escalations/new",
    "/pieces",
    "/fixes",
    "/fixes?exceptions=1",
    "/handovers/new?from=lea",
    "/learnings",
    "/learnings?audience=SE",
    "/rotation",
    "/rotation?all=1",
    "/rotation/table",
    "/reliefs",
    "/reliefs?state=open",
    "/rotation/fairness",
    "/rotation/waivers",
    "/people/ana/service",
    "/people/ana/service/credits",
    "/packs",
    "/status-doc",
    "/rotation/away",
    "/rotation/reconcile",
    "/rotation/windows",
    "/rotation/sign-ups",
    "/rotation/sign-ups/import",
    "/people/ana/sign-ups",
    "/swaps",
    "/swaps?state=mine",
    "/swaps?state=ended",
    "/rotation/plans",
    "/paper-cuts",
    "/paper-cuts?judged=yes",
    "/paper-cuts?state=shipped",
    "/paper-cuts?state=dropped",
    "/paper-cuts/new",
    "/paper-cuts/import",
    "/paper-cuts/voices",
    "/people",
    "/people?show=gone",
    "/people/ana",
    "/people/new",
    "/people/import",
    "/teams",
    "/areas",
    "/areas/import",
    "/asks",
    "/tags",
    "/tags?state=raised",
    "/tags?state=dismissed",
    "/asks?state=made",
    "/first-week",
    "/policy",
    "/policy/changes",
    "/tokens",
    "/setup/slack",
    "/slack/account",
    "/outbox",
    "/outbox?state=dead",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_keeps_the_rules(story: Story, at, address: str):
    story.owned(by="lea")
    page = at("ada").get(address)
    assert page.title.endswith(" · Holdfast")


def test_every_address_but_the_public_ones_asks_to_sign_in(at):
    stranger = at().client
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        if route in PUBLIC:
            continue
        address = "/" + route.replace("<ref>", "ESC-1").replace("<login>", "ana")
        for number in ("<int:number>", "<int:pk>"):
            address = address.replace(number, "1")
        for send in (stranger.get, stranger.post):
            response = send(address)
            assert response.status_code == 302, address
            assert response["Location"].startswith("/sign-in"), address


def test_a_part_that_renews_itself_goes_to_the_door_whole(at):
    stranger = at().client
    response = stranger.get("/people?q=a", headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith("/sign-in")
    assert stranger.get("/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_stranger_reads_what_holdfast_is(at):
    page = at().get("/")
    assert "One owner for every escalation" in page and "/sign-in" in page.links


def test_nothing_by_that_name(at):
    assert "no such page" in at("sam").get("/nothing", status=404)
    assert "ESC-77" in at("sam").get("/escalations/ESC-77", status=404)
    assert "nobody-here" in at("sam").get("/people/nobody-here", status=404)


def test_a_form_from_an_old_page_is_refused_in_words(at):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    page = read(client.post("/sign-in", {"login": "ana", "password": "x"}))
    assert page.status == 403
    assert "open for too long" in page


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_for_when_everything_is_broken_need_nothing(name: str):
    from django.template.loader import get_template

    text = get_template(name).render()
    assert "<h1>" in text and "style=" not in text and "<script" not in text


def test_signing_in_and_out(story: Story, at):
    ana = story_password("ana")
    site = at()
    page = site.post("/sign-in", status=422, login="ana", password="wrong")
    assert page.alerts and page.forms["/sign-in"]["login"] == "ana"
    response = site.client.post("/sign-in?next=/policy", {"login": "ana", "password": ana})
    assert (response.status_code, response["Location"]) == (302, "/policy")
    assert "Ana Ruiz" in site.get("/")
    site.post("/sign-out")
    assert site.client.get("/policy").status_code == 302


def test_too_many_attempts_are_told_to_wait(story: Story, at):
    cache.clear()
    site = at()
    pages = [
        read(site.client.post("/sign-in", {"login": "ana", "password": "x"})) for _ in range(12)
    ]
    assert any("Too many" in page.text for page in pages)
    cache.clear()


def test_somebody_deactivated_is_signed_out(story: Story, at):
    bo = at("bo")
    at("lea").post("/people/bo/deactivation", reason="left")
    assert bo.client.get("/policy").status_code == 302


def test_choosing_who_to_be_is_for_the_demo_only(settings, at):
    stranger = at()
    stranger.get("/persona", status=404)
    stranger.post("/persona", status=404, login="ana")
    settings.DEMO = True
    assert "Ana Ruiz" in stranger.get("/persona")
    page = stranger.post("/persona", login="ana")
    assert "You are Ana Ruiz now" in page and "This is a demo" in page
    stranger.post("/persona", status=422, login="nobody")
    response = at().client.post("/persona", {"login": "ana", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_times_are_in_the_viewers_zone(story: Story, at):
    story.owned(by="ana")
    assert "Tue 3 Mar, 16:00" in at("ana").get("/")
    assert "Tue 3 Mar, 09:00" in at("sam").get("/")


def test_the_web_is_where_people_look_for_it():
    assert get_resolver().resolve("/escalations/ESC-1")


def story_password(login: str) -> str:
    from holdfast.people.models import Person

    person = Person.objects.get(login=login)
    person.set_password("correct horse battery")
    person.save()
    return "correct horse battery"


@pytest.mark.parametrize("address", ["/", "/escalations", "/people", "/outbox", "/rotation"])
def test_longer_lists_ask_the_database_no_more_often(story: Story, at, address: str):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ada = at("ada")
    story.owned(by="ana")
    ada.get(address)
    with CaptureQueriesContext(connection) as few:
        ada.get(address)
    for number in range(6):
        story.owned(by="kim", title=f"Issue {number}")
        story.raised(by="rex")
    with CaptureQueriesContext(connection) as many:
        ada.get(address)
    assert len(many) <= len(few) + 1, "one more at most, for what was empty before"


def test_words_without_an_end_break(story: Story, at):
    story.raised(title="x" * 200, stakes="y" * 500, customer="z" * 200)
    assert "x" * 60 in at("sam").get("/")
