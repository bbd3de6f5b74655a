"""A plan explains itself: what would be lost without somebody or with them, why nobody more can sit
there and who is to be asked."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.rotation.planner.why import explain
from holdfast.rotation.planner.why.table import Table
from holdfast.rotation.rules.planning.hard import broken
from holdfast.rotation.rules.planning.levels import measure
from holdfast.rotation.rules.planning.problem import Pin, Plan, Problem, Seat
from holdfast.rotation.rules.planning.reading import problem_from_data
from tests.rotation.planning.generated import problems
from tests.rotation.planning.making import MONDAY, person, problem, seat, seats, window
from tests.rotation.planning.many import many

SECOND = window("W1", date(2025, 2, 3), date(2025, 3, 3))


def why(asked: Problem, *sitting: str):
    return explain(asked, Plan(seats(*sitting), ()))


def only(found: list[dict]) -> dict:
    assert len(found) == 1, found
    return found[0]


@settings(max_examples=many(24))
@given(st.data())
def test_a_seat_fits_where_no_rule_is_broken_by_it(data: st.DataObject):
    asked = problem_from_data(data.draw(problems()))
    table = Table(asked, ())
    possible = sorted({each for mine in table.options.values() for each in mine}, key=str)
    if not possible:
        return
    before = measure(asked, ())
    for each in possible:
        table.obstacles(each)
    assert table.values() == tuple(before.values()), "Asking changes nothing."
    for each in data.draw(st.lists(st.sampled_from(possible), max_size=6, unique=True)):
        rules = {one.rule for one in broken(asked, [*table.seats, each])} - {"H7"}
        before = {one.rule for one in broken(asked, table.seats)} - {"H7"}
        assert not before
        assert table.fits(each) == (not rules), (each, table.seats, rules)
        if not rules:
            table.seat(each)
    assert table.values() == tuple(measure(asked, table.seats).values())


def test_without_whom_a_window_stays_empty():
    found = only(why(problem(person("ada", "W0")), "ada W0")["seats"])
    assert found["why"] == (
        "Nobody else is free for it: without ada, 2 halves more are short of what is wanted."
    )
    lost = {each["level"]: each["by"] for each in found["without"]["lost"]}
    assert lost == {"wanted": 2, "fairness": -4, "preference": 4, "spread": 640}


def test_who_would_sit_there_instead_and_what_that_costs():
    asked = problem(person("ada", "W0"), person("bob", "W0", served_halves=4))
    found = why(asked, "ada W0")
    assert only(found["seats"])["why"] == (
        "Without ada it would be bob at best, and the load is shared less evenly (by 16): "
        "bob would come to 6 halves, ada comes to 2."
    )
    not_chosen = only(found["not_chosen"])
    assert not_chosen["person"] == "bob"
    assert not_chosen["with"]["instead"] == "ada"
    assert not_chosen["why"].startswith("With bob in W0 (2025-01-06 to 2025-02-03) instead of ada,")


def test_equals_are_said_to_be_equals():
    found = why(problem(person("ada", "W0"), person("bob", "W0")), "ada W0")
    assert only(found["seats"])["why"].startswith("bob would do as well")
    assert only(found["not_chosen"])["why"].endswith("between equals one had to be taken.")


def test_a_plan_cut_short_is_not_defended():
    asked = problem(person("ada", "W0", served_halves=4), person("bob", "W0"))
    assert "would do better" in only(why(asked, "ada W0")["seats"])["why"]
    assert "can be filled" in only(why(asked)["unfilled"])["why"]


def test_the_one_a_first_timer_needs_and_the_one_who_is_pinned():
    two = window(wanted=2)
    new, old = person("ada", "W0", experienced=False), person("bob", "W0")
    asked = problem(new, old, windows=(two,), mentoring=True)
    by_person = {each["person"]: each for each in why(asked, "ada W0", "bob W0")["seats"]}
    assert "has never served" in by_person["bob"]["why"]
    pinned = problem(old, windows=(two,), pins=(Pin(seat("bob W0")),))
    assert only(why(pinned, "bob W0")["seats"])["why"] == "bob is pinned to it."


def test_whoever_no_rule_leaves_a_seat_hears_which():
    tired = person("ada", "W0", last_served_until=date(2024, 12, 20), rest_days=84)
    asked = problem(tired, person("bob", "W0"))
    found = only(why(asked, "bob W0")["not_chosen"])
    assert found["why"] == "ada served until 2024-12-20 and rests 84 days."
    assert found["with"] is None


def test_an_empty_seat_names_the_reasons_that_exclude_everybody_and_whom_to_ask():
    tired = person("ada", "W0", last_served_until=date(2024, 12, 20), rest_days=84)
    asked = problem(
        tired,
        person("bob", "W0", team="Search"),
        person("cy", "W0", team="Search"),
        person("dee", served_halves=2),
        person("eve"),
        windows=(window(wanted=2),),
        teams=(("Search", 1),),
    )
    found = only(why(asked, "bob W0")["unfilled"])
    assert (found["window"], found["half"], found["missing"]) == ("W0", None, 1)
    assert [(each["rule"], each["people"]) for each in found["reasons"]] == [
        ("H1", ["ada", "cy"]),
        ("H3", ["ada"]),
        ("H5", ["cy"]),
    ]
    assert found["why"] == (
        "Nobody more can sit in W0 (2025-01-06 to 2025-02-03) (1 seat empty). "
        "ada and cy are the only others who signed up for it. "
        "ada has to rest then. cy is of a team that can spare nobody more then. "
        "Ask one of eve and dee to sign up."
    )
    assert [each["sentence"] for each in found["reasons"][1:]] == [
        "ada served until 2024-12-20 and rests 84 days.",
        "cy is of Search, which spares 1 at a time, and bob sits there.",
    ]
    assert [(each["person"], each["rule"]) for each in found["would_fill"]] == [
        *(("eve", "H1"), ("dee", "H1"), ("ada", "H3")),
    ]


def test_a_hole_is_not_filled_by_moving_it():
    rests = person("ada", "W0", "W1", rest_days=84)
    asked = problem(rests, windows=(window(), SECOND))
    found = only(why(asked, "ada W0")["unfilled"])
    assert found["window"] == "W1"
    assert {each["rule"] for each in found["reasons"]} == {"H3", "elsewhere"}
    assert "where a seat would be empty instead" in found["why"]


def test_every_reason_is_needed():
    """Without one of them somebody could sit there: the set is minimal."""
    asked = problem(
        person("ada", "W0", rest_days=84, last_served_until=MONDAY),
        person("bob", "W0", rest_days=84, last_served_until=MONDAY),
        person("cy", "W1", rest_days=84, last_served_until=MONDAY),
        windows=(window(), SECOND),
    )
    first, second = why(asked)["unfilled"]
    assert [(each["rule"], each["people"]) for each in first["reasons"]] == [
        ("H1", ["ada", "bob"]),
        ("H3", ["ada", "bob"]),
    ]
    assert [each["people"] for each in second["reasons"]] == [["cy"], ["cy"]]


def test_people_and_windows_go_by_their_names():
    found = explain(
        problem(person("ada", "W0")),
        Plan((Seat("W0", "ada"),), ()),
        names={"ada": "Ada Novak"},
        windows={"W0": "6 January to 3 February"},
    )
    assert "without Ada Novak," in only(found["seats"])["why"]


def test_what_there_was_no_time_for_says_so():
    asked = problem(person("ada", "W0"), windows=(window(wanted=2),))
    found = explain(asked, Plan(seats("ada W0"), ()), seconds=-1)
    assert "no time" in only(found["seats"])["why"]
    assert "no time" in only(found["unfilled"])["why"]
