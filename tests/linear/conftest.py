from collections.abc import Iterator

import pytest

from holdfast.kernel import clock
from tests.cast import START
from tests.linear.server import SECRET, TOKEN, Linear


class Now:
    """The clock of tests without a story."""

    now = START


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def linear(now, settings) -> Iterator[Linear]:
    fake = Linear(clock=lambda: now.now)
    settings.LINEAR_API_URL, settings.LINEAR_TOKEN = fake.api_url, TOKEN
    settings.LINEAR_WEBHOOK_SECRET = SECRET
    fake.team("PAY")
    try:
        yield fake
    finally:
        fake.close()


@pytest.fixture
def the_clock(now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now.now)
