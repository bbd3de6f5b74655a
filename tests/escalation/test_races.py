"""Many people at the same instant, on real connections (promise 1)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from holdfast.people.models import Programme
from tests import cast
from tests.cast import Story
from tests.escalation import racing

pytestmark = pytest.mark.slow


@pytest.fixture
def committed(transactional_db: None) -> Story:
    # Emptying the tables between tests that commit takes the first programme along.
    Programme.objects.get_or_create(name="Escalation engineering")
    return cast.tell()


@pytest.mark.postgresql
@pytest.mark.req("R41", "R44")
def test_eight_accept_at_once_and_one_owns_it(committed: Story):
    assert racing.everybody_accepts(committed, threads=8, rounds=25) == []


@pytest.mark.postgresql
@pytest.mark.req("R58")
def test_an_offer_is_taken_withdrawn_expired_and_closed_at_once(committed: Story):
    assert racing.everything_about_one_offer(committed, rounds=25) == []


@pytest.mark.postgresql
@pytest.mark.req("R41", "R60")
def test_two_are_merged_into_each_other_at_once_and_one_survives(committed: Story):
    assert racing.each_into_the_other(committed, rounds=20) == []


@pytest.mark.postgresql
@pytest.mark.req("R41", "R58", "R60")
def test_anything_at_once_keeps_every_promise(committed: Story, capsys):
    wrong, count = racing.anything(committed, threads=8, seconds=20, seed=1)
    with capsys.disabled():
        print(f"\nPostgreSQL, 8 threads, 20 s: {count.done} done, {count.refused} refused")
    assert wrong == []
    assert count.done > 1000
    # Everything was done at least once, whatever the dice refused.
    assert set(+count.kinds) == set(count.kinds), [name for name, n in count.kinds.items() if not n]
    connection.check_constraints()


@pytest.mark.sqlite
@pytest.mark.req("R41", "R58", "R60")
def test_the_same_races_on_a_file(tmp_path: Path, capsys):
    told = subprocess.run(
        [sys.executable, "-m", "tests.escalation.racing", "12"],
        env={**os.environ, "HOLDFAST_DATA_DIR": str(tmp_path), "HOLDFAST_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    with capsys.disabled():
        print(f"\nSQLite, 8 threads, 12 s: {found['done']} done, {found['refused']} refused")
    assert found["wrong"] == []
    assert found["done"] > 100
