from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache

from holdfast.people.models import Programme
from tests.api.client import Api
from tests.cast import START, Story, tell


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    # Without the folder that `collectstatic` would fill, whitenoise warns, and a warning is an error.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    """The edge reads the clock: it is the moment the stories start."""
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def story(db: None) -> Story:
    # A test that commits leaves empty tables behind, without the programme of the migration.
    Programme.objects.get_or_create(name="Escalation engineering")
    return tell()


@pytest.fixture
def moment() -> Iterator[Callable[[datetime], None]]:
    """Move the clock that the edge reads."""
    travels: list[time_machine.travel] = []

    def move(at: datetime) -> None:
        travel = time_machine.travel(at, tick=False)
        travel.start()
        travels.append(travel)

    yield move
    for travel in reversed(travels):
        travel.stop()


@pytest.fixture
def client_of(story: Story) -> Callable[..., Api]:
    """`client_of("ana")`: the API as Ana's program sees it."""
    cache.clear()
    made: dict[tuple[str, str], Api] = {}

    def client(login: str, scope: str = "write") -> Api:
        if (login, scope) not in made:
            made[login, scope] = Api(story, login, scope)
        return made[login, scope]

    return client
