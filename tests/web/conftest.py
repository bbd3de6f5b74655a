from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from holdfast.kernel import clock
from holdfast.people.models import Person
from holdfast.web.views.account import BACKEND
from tests.cast import Story
from tests.web.page import Page, read


class Site:
    """The pages as somebody's browser without JavaScript sees them."""

    def __init__(self, login: str = "") -> None:
        self.client = Client()
        if login:
            self.client.force_login(Person.objects.get(login=login), backend=BACKEND)

    def get(self, address: str, *, status: int = 200) -> Page:
        return self._read(self.client.get(address), address, status)

    def post(self, address: str, *, status: int = 303, **typed: object) -> Page:
        """Send a form; what it leads to is followed and read."""
        response = self.client.post(address, typed)
        page = self._read(response, address, status)
        if status == 303:
            return self.get(response["Location"].split("#")[0])
        return page

    def _read(self, response, address: str, status: int) -> Page:
        page = read(response)
        assert response.status_code == status, f"{address}: {response.status_code} {page.alerts}"
        return page


@pytest.fixture(scope="session", autouse=True)
def _as_it_is_served() -> None:
    """For the whole session, because the live server is made before any test's own fixtures."""
    # WhiteNoise warns about a folder that only collectstatic makes; our files come from the finders.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def at(story: Story) -> type[Site]:
    return Site


@pytest.fixture(autouse=True)
def _one_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the story's clock."""
    if "story" in request.fixturenames:
        story = request.getfixturevalue("story")
        monkeypatch.setattr(clock, "now", lambda: story.now)
