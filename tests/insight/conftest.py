import pytest

from holdfast.people.models import Programme
from tests.cast import Story, tell


@pytest.fixture
def story(db: None) -> Story:
    # A test that commits leaves empty tables behind, without the programme of the migration.
    Programme.objects.get_or_create(name="Escalation engineering")
    return tell()
