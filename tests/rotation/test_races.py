"""Two at once, on a real database with a thread and a connection each: the second sees the first."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction

from holdfast.rotation import actions
from holdfast.rotation.models import Dropping, Seat, SignUp, Window
from holdfast.rotation.queries import live_seats, window, windows
from tests.cast import Story, tell
from tests.escalation.racing import at_once
from tests.rotation.rota import window as served
from tests.rotation.signing import EAGER, dropped, engineers, opened, said, seated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(transactional_db: None) -> Story:
    return tell()


def test_two_leads_open_windows_and_they_follow_on(told: Story):
    result = at_once([partial(opened, told, 3), partial(opened, told, 2, by="ada")])
    assert not result.broken and not result.refused
    found = windows(told.programme)
    assert len(found) == 6
    ends = [each.ends_on for each in found[:-1]]
    assert ends == [each.starts_on for each in found[1:]], "one after the other, none on another"


def test_somebody_signs_up_twice_at_once(told: Story):
    (one,) = opened(told, 1)
    result = at_once([partial(said, told, one, "bo", EAGER)] * 4)
    assert not result.broken and not result.refused
    assert SignUp.objects.count() == 1
    assert sorted(len(done.written) for done in result.done) == [0, 0, 0, 1]


def test_a_window_is_dropped_while_somebody_is_seated(told: Story):
    for number in range(3):
        (one,) = opened(told, 1)
        said(told, one, "bo")
        acts = [
            partial(dropped, told, one),
            partial(seated, told, one, "bo", override="Agreed."),
        ]
        result = at_once(acts if number % 2 else acts[::-1])
        assert not result.broken and len(result.done) == len(result.refused) == 1
        found = window(one.pk)
        assert bool(found.dropping_id) != bool(live_seats(found))
    assert Window.objects.count() <= 4 and Dropping.objects.count() <= 3


def test_the_last_place_is_given_once(told: Story):
    (one,) = opened(told, 1, wanted=1, most=1)
    logins = engineers(3)
    served(date(2024, 1, 1), date(2024, 1, 29), *logins)
    for login in logins:
        said(told, one, login)
    result = at_once([partial(seated, told, one, login) for login in logins])
    assert not result.broken and len(result.done) == 1
    assert Seat.objects.filter(window=one).count() == 1


def test_two_tickers_say_it_once(told: Story, caplog: pytest.LogCaptureFixture):
    one, _ = opened(told, 2)
    seated(told, one, "bo", override="Agreed.")
    told.now += timedelta(days=2)
    for sweep, count in (
        (actions.ask_for_sign_ups, 2),
        (actions.announce_open_seats, 2),
        (actions.ask_to_confirm, 1),
    ):
        result = at_once([partial(sweep, told.now)] * 3)
        assert not result.broken and sum(result.done) == count
    assert not caplog.records, "nobody met anybody's key"
    assert not transaction.get_connection().in_atomic_block
