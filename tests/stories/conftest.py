from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from holdfast.kernel import clock
from tests.cast import Story
from tests.stories.day import Day


@pytest.fixture
def day(story: Story, monkeypatch: pytest.MonkeyPatch) -> Day:
    """Pages, API and commands read the story's clock."""
    # Without the folder that `collectstatic` would fill, whitenoise warns, and a warning is an error.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: story.now)
    return Day(story)
