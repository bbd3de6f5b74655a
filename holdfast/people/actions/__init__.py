"""The only writers of people, teams, absences, policy and tokens."""

from holdfast.people.actions.absence import add_absence, begin_absences, remove_absence
from holdfast.people.actions.absence_calendar import (
    ImportedAbsences,
    import_absences,
    read_absence_calendar,
    remove_absence_calendar,
    set_absence_calendar,
    take_answer,
)
from holdfast.people.actions.area import ImportedAreas, import_areas, remove_area, save_area
from holdfast.people.actions.calendar_feed import make_feed, revoke_feed
from holdfast.people.actions.directory import ImportedPeople, import_people
from holdfast.people.actions.first_week import say_done
from holdfast.people.actions.person import (
    Met,
    add_person,
    change_person,
    deactivate,
    meet_people,
    reactivate,
    set_password,
)
from holdfast.people.actions.policy import change_policy
from holdfast.people.actions.team import set_contact
from holdfast.people.actions.token import create_token, note_use, revoke_token

__all__ = [
    "ImportedAbsences",
    "ImportedAreas",
    "ImportedPeople",
    "Met",
    "add_absence",
    "add_person",
    "begin_absences",
    "change_person",
    "change_policy",
    "create_token",
    "deactivate",
    "import_absences",
    "import_areas",
    "import_people",
    "make_feed",
    "meet_people",
    "note_use",
    "reactivate",
    "read_absence_calendar",
    "remove_absence",
    "remove_absence_calendar",
    "remove_area",
    "revoke_feed",
    "revoke_token",
    "save_area",
    "say_done",
    "set_absence_calendar",
    "set_contact",
    "set_password",
    "take_answer",
]
