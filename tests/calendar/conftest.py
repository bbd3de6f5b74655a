from collections.abc import Iterator

import pytest

from tests.calendar.server import CalendarServer, calendar_server


@pytest.fixture
def server(settings) -> Iterator[CalendarServer]:
    settings.CALENDAR_ALLOW_PRIVATE = True
    with calendar_server() as fake:
        yield fake
