from collections.abc import Iterator

import pytest

from tests.github.server import SECRET, TOKEN, GithubServer, github_server


@pytest.fixture
def hub(settings) -> Iterator[GithubServer]:
    with github_server() as fake:
        settings.GITHUB_API_URL = fake.address
        settings.GITHUB_TOKEN = TOKEN
        settings.GITHUB_WEBHOOK_SECRET = SECRET
        fake.private["acme/payments"] = True
        yield fake
