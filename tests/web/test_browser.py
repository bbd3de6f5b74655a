"""The story in a real browser, by keyboard where people use it, and what axe says of each page."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from holdfast.escalation.actions import link
from holdfast.people.actions import save_area
from holdfast.slack.identity import link_address
from holdfast.slack.models import Workspace
from tests import cast
from tests.cast import Story
from tests.rotation import swapping

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite,  # a page is the same HTML on either engine
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's sync API runs an event loop in this thread, where Django then refuses the ORM.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def story(transactional_db: None) -> Story:
    from holdfast.people.models import Person, Programme

    # The flush after the test before took the programme that a migration makes.
    Programme.objects.get_or_create(name="Escalation engineering")
    told = cast.tell()
    for person in Person.objects.all():
        person.set_password(PASSWORD)
        person.save()
    return told


@pytest.fixture
def signed_in(browser: Browser, live_server, story: Story) -> Iterator[Callable[..., Page]]:
    """Somebody's own browser window, signed in by typing."""
    contexts = []

    def sign_in(login: str, **look: object) -> Page:
        context = browser.new_context(base_url=live_server.url, **look)
        contexts.append(context)
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto("/sign-in")
        page.get_by_label("Login").focus()
        page.keyboard.type(login)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Now", exact=True)).to_be_visible()
        page.said_wrong = wrong  # type: ignore[attr-defined]
        return page

    yield sign_in
    for context in contexts:
        context.close()


BETWEEN = (360, 710, 800, 850, 900, 1000)  # a split screen, a tablet: where layouts change


@pytest.mark.req("R41", "R48", "R58", "R60")
def test_the_story_in_the_browser(signed_in: Callable[..., Page]):
    sam, ana, bo = signed_in("sam"), signed_in("ana"), signed_in("bo")
    sam.get_by_role("link", name="Raise an escalation").press("Enter")
    sam.get_by_label("What is the problem").fill("Search is down for Acme")
    sam.get_by_role("button", name="Raise it").press("Enter")
    expect(sam.locator(".error")).to_have_count(1)
    expect(sam.get_by_label("What happens if it is not addressed?")).to_be_focused()
    sam.keyboard.type("Acme renews on Friday and cannot search.")
    sam.get_by_label("Why can the normal process").fill("The team's queue is two weeks long.")
    sam.get_by_label("sev1").check()
    sam.get_by_role("button", name="Raise it").press("Enter")
    expect(sam.get_by_text("Nobody yet.")).to_be_visible()
    here = sam.url

    ana.goto(here)
    ana.get_by_role("button", name="Accept: I own it").press("Enter")
    expect(ana.get_by_text("is yours")).to_be_visible()
    ana.get_by_label("What is new?").fill("The index is broken.")
    ana.get_by_role("button", name="Send the update").press("Enter")
    expect(ana.get_by_text("wrote an update")).to_be_visible()

    ana.locator("summary", has_text="Pass it on or end it").press("Enter")
    ana.get_by_role("link", name="Hand it over").press("Enter")
    expect(ana.get_by_label("Handover note")).to_have_value(re.compile("The index is broken."))
    ana.get_by_label("To whom?").select_option("bo")
    ana.get_by_label("Handover note").fill("All of it stands in the thread.")
    ana.get_by_role("button", name="Offer it").press("Enter")
    expect(ana.get_by_role("heading", name="Offered to Bo Larsen")).to_be_visible()

    bo.goto("/")
    bo.get_by_role("link", name="offers you").press("Enter")
    bo.get_by_role("button", name="Accept: I own it").press("Enter")
    expect(bo.get_by_text("is yours")).to_be_visible()
    bo.locator("summary", has_text="Pass it on or end it").press("Enter")
    bo.locator("summary", has_text="Ask to close it").press("Enter")
    bo.get_by_label("Resolved").check()
    bo.get_by_label("What was done").fill("Rebuilt the index and watched it for a day.")
    bo.get_by_role("button", name="Ask Sam Okafor").press("Enter")
    expect(bo.get_by_text("Waits for Sam Okafor")).to_be_visible()

    sam.goto(here)
    sam.get_by_role("button", name="Agree and close").press("Enter")
    expect(sam.get_by_text("It can be reopened at any time.")).to_be_visible()
    # The refused form is a 422, which Chromium reports; nothing else may be said.
    said = [each for page in (sam, ana, bo) for each in page.said_wrong if "422" not in each]  # type: ignore[attr-defined]
    assert not said


def test_the_menu_and_the_search(signed_in: Callable[..., Page]):
    page = signed_in("lea")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    menu = page.locator("details.menu")
    menu.locator("summary").press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    page.goto("/people")
    page.get_by_label("Search").press_sequentially("ruiz")
    expect(page.locator("#people tbody tr")).to_have_count(1)
    assert page.url.endswith("q=ruiz")
    assert not page.said_wrong  # type: ignore[attr-defined]


# Each scheme and each width once: colours do not depend on the width, nor widths on the colours.
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_every_page_is_for_everybody(
    signed_in: Callable[..., Page], story: Story, scheme: str, width: int, settings
):
    issue = story.owned(by="lea")
    story.take_over(story.offer(issue, to="bo", by="lea"), by="bo")
    story.take_over(story.offer(issue, to="lea", by="bo"), by="lea")
    story.offer(story.owned(by="ana", title="Offered"), to="lea", note=None)
    address = f"https://incidents.example/{'x' * 200}"
    link(ref=issue.ref, url=address, by=story.lea, at=story.now)
    cast.another_team()
    piece = story.piece(issue, by="lea", title="Wide" * 50, evidence="x" * 300)
    story.move(piece, "bounce", by="ben", reason="y" * 300)
    story.piece(issue, by="lea", evidence="", issue_url=f"https://issues.example/{'z' * 200}")
    story.fix(issue, by="lea", team="Billing", exception="w" * 200, url="https://x.example/1")
    waiting = story.raised(severity=0, title="Wide" * 50, customer="z" * 200)
    asked = story.ask(issue, by="lea", what="Wide" * 100)
    save_area(name="Wide" * 30, keywords="x" * 400, team="Search", by=story.ana, at=story.now)
    seat = swapping.seat(story, swapping.window(story), "ana")
    swap = swapping.offer(story, seat, to="lea", by="lea", note="n" * 300, override="o" * 300)
    tag = story.calls(text="@escalation-engineers " + "x" * 300).tag
    # Slack is on and answers nothing: every page has its banner.
    settings.SLACK_BOT_TOKEN, settings.SLACK_API_URL = "xoxb-1", "http://127.0.0.1:9/"
    Workspace.objects.create(
        team_id="T1", bot_user_id="U1", name="Example", seen_at=story.now, trouble="w" * 300
    )
    slack_link = link_address("U2").partition("/slack/")[2]
    page = signed_in("lea", color_scheme=scheme, viewport={"width": width, "height": 900})
    ada = signed_in("ada", color_scheme=scheme, viewport={"width": width, "height": 900})
    found = []
    for address in (
        "/",
        "/who",
        "/escalations",
        "/escalations/new",
        f"/escalations/{issue.ref}",
        f"/escalations/{issue.ref}/pieces",
        f"/escalations/{issue.ref}/fixes",
        f"/pieces/{piece.pk}",
        "/pieces",
        "/fixes",
        f"/escalations/{waiting.ref}",
        f"/escalations/{issue.ref}/asks",
        f"/asks/{asked.pk}/brief",
        "/asks",
        "/areas",
        "/areas/import",
        "/teams",
        "/first-week",
        f"/escalations/{issue.ref}/handovers/new",
        "/handovers/new",
        "/escalations?state=off-rotation",
        "/rotation",
        "/rotation/table",
        "/swaps",
        f"/swaps/{swap.pk}",
        f"/seats/{seat.pk}/swaps",
        "/rotation/fairness",
        "/rotation/reconcile",
        "/status-doc",
        "/tags",
        f"/tags/{tag.pk}/dismissal",
        "/slack/account",
        f"/slack/{slack_link}",
        "/people",
        "/people/ana",
        "/people/import",
        "/policy",
        "/policy/changes",
        "/tokens",
        "/outbox",
        "/nothing-here",
        "/setup/slack",
    ):
        if address == "/setup/slack":
            page = ada
        page.goto(address)
        # What is folded away is judged as well.
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        for each in (*BETWEEN, width):
            page.set_viewport_size({"width": each, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                found.append(f"{address} is {wide} px too wide at {each}")
        for violation in Axe().run(page).response["violations"]:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            found.append(f"{address} {violation['id']}: {violation['help']} in {nodes}")
    assert not found, "\n".join(found)
