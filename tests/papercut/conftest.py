import pytest

from tests.cast import Story
from tests.papercut.cuts import Cuts


@pytest.fixture
def cuts(story: Story) -> Cuts:
    return Cuts(story)
