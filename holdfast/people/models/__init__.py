from holdfast.people.models.absence import Absence
from holdfast.people.models.area import Area
from holdfast.people.models.calendar import AbsenceCalendar, CalendarFeed
from holdfast.people.models.person import NOBODY, Person
from holdfast.people.models.policy import PolicyVersion
from holdfast.people.models.programme import Programme
from holdfast.people.models.team import Team
from holdfast.people.models.token import ApiToken

__all__ = [
    "NOBODY",
    "Absence",
    "AbsenceCalendar",
    "ApiToken",
    "Area",
    "CalendarFeed",
    "Person",
    "PolicyVersion",
    "Programme",
    "Team",
]
