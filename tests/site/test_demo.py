"""What somebody sees who has just typed `make run`."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from holdfast.escalation.models import Escalation, Frozen, Pack
from holdfast.kernel import clock
from holdfast.people.models import Programme
from holdfast.rotation.actions import close_windows, solve_plans
from holdfast.rotation.models import Plan, TableImport
from holdfast.rotation.queries import sign_ups
from holdfast.site.demo import seed
from tests.insight.opening import add_up


@pytest.fixture
def newcomer(db: None, settings) -> Client:
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    # Tests that commit empty every table, the programme of the migration with them.
    Programme.objects.get_or_create(name="Escalation engineering")
    seed(at=clock.now())
    return Client()


@pytest.mark.req("R6", "R10", "R11")
def test_the_first_page_says_what_it_is_and_shows_the_real_table_with_its_defects(
    newcomer: Client,
):
    page = newcomer.get("/").content.decode()
    assert "One owner for every escalation" in page
    assert "Be Priya Raman" in page
    assert "2023-03-03 to 2023-04-05 | ? " in page
    assert "is already at line 15" in page
    assert "it is the handover day" in page


@pytest.mark.req("R35")
def test_one_click_and_the_sample_company_lives_today(newcomer: Client):
    answer = newcomer.post("/persona", {"login": "ines-example"}, follow=True)
    page = answer.content.decode()
    assert "You are Ines Carvalho now." in page
    assert "All dashboards are blank" in page
    states = {escalation.state for escalation in Escalation.objects.all()}
    assert states == {"raised", "owned", "declined", "closed"}
    # Home teams made room for their people on the rotation, or did not.
    newcomer.post("/persona", {"login": "gwen-example"})
    assert "Your people on the rotation" in newcomer.get("/").content.decode()
    page = newcomer.get("/reliefs").content.decode()
    assert all(team in page for team in ("Search", "Integrations", "Billing"))
    assert "Not acknowledged" in page and "9<span" in page


def test_the_first_ten_minutes_name_what_is_there(newcomer: Client):
    text = (Path(__file__).parents[2] / "docs" / "ten-minutes.md").read_text()
    named = re.search(r"`ESC-(\d+)`, \*([^*]+)\*", text)
    titles = list(Escalation.objects.order_by("pk").values_list("title", flat=True))
    assert titles[int(named[1]) - 1].startswith(named[2])


def test_tables_that_came_in_can_be_read_again_with_what_was_found(newcomer: Client):
    newcomer.post("/persona", {"login": "ines-example"})
    first = TableImport.objects.earliest("id")
    assert (
        f"/rotation/uploads/{first.upload_id}" in newcomer.get("/rotation/table").content.decode()
    )
    page = newcomer.get(f"/rotation/uploads/{first.upload_id}").content.decode()
    assert "is already at line 15" in page
    assert "<button" not in page.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.req("R70", "R30")
def test_the_last_boundary_is_frozen_the_next_is_laid_out_and_service_is_counted(newcomer: Client):
    newcomer.post("/persona", {"login": "ines-example"})
    frozen = Frozen.objects.get()
    decided = [each["decision"] for each in frozen.data["items"]]
    assert decided == ["undecided", "kept"], "and the undecided one is carried over below"
    live = Pack.objects.get(frozen=None)
    page = newcomer.get(f"/packs/{live.window_id}").content.decode()
    assert (
        "Live" in page and "Undecided: it stays with" in page and "Ines Carvalho keeps it" in page
    )
    page = newcomer.get("/rotation/fairness").content.decode()
    assert "Keegan" in page or "keegancsmith" in page
    assert "<polyline" in page
    assert not close_windows(clock.now()), "the demo has closed what is over"


def test_windows_are_coming_and_people_have_signed_up(newcomer: Client):
    newcomer.post("/persona", {"login": "nora-example"})
    page = newcomer.get("/rotation/sign-ups").content.decode()
    assert "Zoe Papadakis" in page and "Pavel Novotny" in page
    programme, at = Programme.objects.get(), clock.now()
    planned = sign_ups.planned_windows(programme, at=at)
    said = sign_ups.current(programme, planned)
    assert len(planned) == 6 and len({person for person, _ in said}) >= 12
    assert all(each.wants for each in sign_ups.counts(planned, said, []).values())


def test_a_plan_is_made_and_can_be_published_and_days_are_there_to_take(newcomer: Client):
    assert solve_plans(clock=clock.now) == 1, "by the worker, in its first seconds"
    newcomer.post("/persona", {"login": "nora-example"})
    plan = Plan.objects.get()
    page = newcomer.get(f"/rotation/plans/{plan.pk}").content.decode()
    assert "Who would sit when" in page and "Whoever sits beside" in page
    assert "-example it would be" not in page, "reasons name people, not logins"
    done = newcomer.post(f"/rotation/plans/{plan.pk}/publication", follow=True)
    assert "Published. Everybody seated" in done.content.decode()
    newcomer.post("/persona", {"login": "pavel-example"})
    assert "Take it" in newcomer.get("/swaps").content.decode()
    page = newcomer.get("/rotation/fairness").content.decode()
    assert "Finn Halloran" in page.split('id="in-vain"', 1)[1].split("</section>", 1)[0] or (
        "Finn Halloran" in done.content.decode()
    )


@pytest.mark.req("R77")
def test_every_number_of_its_report_is_as_many_rows_as_it_opens_to(newcomer: Client):
    newcomer.post("/persona", {"login": "ines-example"})
    today = clock.now().date()
    months = [today, today.replace(day=1) - timedelta(days=1)]
    found = [add_up(newcomer, f"/reports/{day:%Y-%m}") for day in months]
    assert sum(sum(each.values()) for each in found) > 20
    for by in ("month", "team", "customer"):
        add_up(newcomer, f"/engagement?by={by}&from={months[1].replace(day=1)}&to={today}")
