from tests import environment

environment.prepare()

import pathlib
from collections.abc import Iterator

import django
import hypothesis
import pytest

# The same examples in every run, however busy the machine: a red run is about the change, not luck.
hypothesis.settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steady")

# Before pytest-django would, so that the conftest of a folder named on the command line can import
# models.
django.setup()

from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from tests import prepared

if environment.ENGINE == "sqlite":
    # A file, as in life: in memory a second writer is refused instead of waiting.
    connection.settings_dict["TEST"]["NAME"] = str(settings.STATIC_ROOT.parent / "tests.db")


# What asks no database, or asks it for what another test asks on both engines and draws it: once is
# enough. Every page is opened on both, and so is what Slack's promises hang on.
ONCE = (
    "kernel",
    "rotation/table",
    "rotation/planning",
    # Plain rules, what the demo keeps on SQLite always, and the tree of processes.
    *(f"rotation/test_{name}.py" for name in ("relief_rules", "service_rules", "sign_up_sheet")),
    "rotation/test_swap_rules.py",
    "rotation/test_swap_sequences.py",
    "site/test_demo.py",
    "crash/test_processes.py",
    "escalation/test_bench_store.py",
    "people",
    "calendar",
    "mail",
    "api",
    "web",
    "cli",
    "stories",
    "slack",
    "crash/test_slack_killed.py",
    *(f"zendesk/test_{name}.py" for name in ("comments", "rules")),
    *(f"github/test_{name}.py" for name in ("tracker", "board")),
    "jira/test_tracker.py",
    "jira/test_written.py",
    "linear/test_tracker.py",
    "outside/test_client.py",
    "outside/test_signed.py",
    # What it finds is about the actions; races, promises and kills meet the engine.
    "escalation/test_everything_machine.py",
)
TWICE = (
    "web/test_every_page.py",
    "people/test_directory.py",
    "people/test_policy.py",
    "calendar/test_races.py",
    "mail/test_sending.py",
    # Every address of the API is asked on both.
    *(f"api/test_{name}.py" for name in ("documentation", "edges", "idempotency", "races")),
    "cli/test_postgresql.py",
    # What comes in once, goes out once, and races.
    *(
        f"slack/test_{name}.py"
        for name in ("bad_input", "cards", "direct", "faults", "group", "mentions", "tags")
    ),
    "slack/test_the_way_in.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one engine are deselected on the other, which runs in its own half.

    What is in `ONCE` runs with SQLite only.
    """
    other = "sqlite" if environment.ENGINE == "postgresql" else "postgresql"
    once = ONCE if environment.ENGINE == "postgresql" else ()
    here = pathlib.Path(__file__).parent
    gone = [
        item
        for item in items
        if item.get_closest_marker(other)
        or (
            any(item.path.is_relative_to(here / each) for each in once)
            and item.path not in {here / each for each in TWICE}
        )
    ]
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if item not in gone]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The tests' database is there already when pytest-django looks for it, and it keeps it."""
    prepared.stands_in(connection.settings_dict)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return True


# What a migration makes is there after a flush as well.
_FIRST = "INSERT INTO people_programme (name) VALUES ('Escalation engineering')"


@pytest.fixture(scope="session", autouse=True)
def _facts_can_be_flushed() -> Iterator[None]:
    """Between tests that commit, tables are emptied with DELETE on SQLite, which facts refuse.

    The flush takes the triggers away and puts the same ones back. It knows only tables of models;
    the index of words is none.
    """
    operations = type(connection.ops)
    original = operations.sql_flush

    def sql_flush(self: BaseDatabaseOperations, style: object, tables: object, **options: object):
        if environment.ENGINE != "sqlite":
            flush = original(self, style, tables, **options)
            return [*flush, "TRUNCATE escalation_words", _FIRST] if flush else []
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [
            *(f"DROP TRIGGER {name}" for name, _ in triggers),
            *original(self, style, tables, **options),
            "DELETE FROM escalation_words",
            _FIRST,
            *(sql for _, sql in triggers),
        ]

    operations.sql_flush = sql_flush
    yield
    operations.sql_flush = original


@pytest.fixture
def story(db: None):
    from tests import cast

    return cast.tell()


@pytest.fixture
def billing(story):
    """The team that receives work in the stories, with Ben, Ida and their manager Eva."""
    from tests import cast

    return cast.another_team()
