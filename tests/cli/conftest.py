import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner

from holdfast.people.models import Programme
from tests.cast import START, Story, tell


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def refused(self, part: str = "") -> str:
        """It said no in a sentence, on standard error, without a traceback."""
        assert self.code == 1, (self.code, self.out, self.err)
        assert "Traceback" not in self.err
        assert self.err.strip().endswith((".", "?"))
        assert part in self.err, self.err
        return self.err


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def story(db: None) -> Story:
    # A test that commits leaves empty tables behind, without the programme of the migration.
    Programme.objects.get_or_create(name="Escalation engineering")
    return tell()


@pytest.fixture
def run(db: None) -> Run:
    """`run("who", "--json")`: the command in this process, on the test's database."""
    from holdfast.cli.commands import holdfast

    Programme.objects.get_or_create(name="Escalation engineering")

    def command(*words: str, stdin: bytes | str | None = None, at: datetime | None = None) -> Ran:
        result = CliRunner().invoke(holdfast, [str(word) for word in words], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return Ran(result.exit_code, result.stdout, result.stderr)

    return command
