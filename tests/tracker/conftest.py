from __future__ import annotations

import pytest

from holdfast.tracker import port
from tests.tracker.memory import Memory


@pytest.fixture
def memory(monkeypatch) -> Memory:
    made = Memory()
    monkeypatch.setattr(port, "_trackers", {"github": made})
    return made
