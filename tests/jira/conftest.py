from collections.abc import Iterator

import pytest

from holdfast.kernel import clock
from tests.cast import START
from tests.jira.server import SECRET, Jira


class Now:
    """The clock of tests without a story."""

    now = START


@pytest.fixture
def now() -> Now:
    return Now()


def _jira(now, settings, *, cloud: bool) -> Iterator[Jira]:
    fake = Jira(clock=lambda: now.now, cloud=cloud)
    settings.JIRA_URL, settings.JIRA_TOKEN = fake.url, fake.token
    settings.JIRA_WEBHOOK_SECRET = SECRET
    fake.project("PAY")
    try:
        yield fake
    finally:
        fake.close()


@pytest.fixture
def cloud(now, settings) -> Iterator[Jira]:
    yield from _jira(now, settings, cloud=True)


@pytest.fixture
def data_center(now, settings) -> Iterator[Jira]:
    yield from _jira(now, settings, cloud=False)


@pytest.fixture(params=["cloud", "data center"])
def jira(request, now, settings) -> Iterator[Jira]:
    """Each of the two."""
    yield from _jira(now, settings, cloud=request.param == "cloud")


@pytest.fixture
def the_clock(now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now.now)
