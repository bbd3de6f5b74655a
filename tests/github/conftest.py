from collections.abc import Iterator

import pytest

from holdfast.kernel import clock
from tests.cast import START
from tests.github.server import SECRET, TOKEN, GitHub


class Now:
    """The clock of tests without a story."""

    now = START


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def hub(now, settings) -> Iterator[GitHub]:
    fake = GitHub(clock=lambda: now.now)
    settings.GITHUB_API_URL, settings.GITHUB_TOKEN = fake.url, TOKEN
    settings.GITHUB_WEBHOOK_SECRET = SECRET
    fake.repository("acme/payments")
    try:
        yield fake
    finally:
        fake.close()


@pytest.fixture
def the_clock(now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now.now)
