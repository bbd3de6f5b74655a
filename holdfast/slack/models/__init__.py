from holdfast.slack.models.account import Account, Stranger
from holdfast.slack.models.card import Card, Reply
from holdfast.slack.models.group import Group
from holdfast.slack.models.pace import Pace
from holdfast.slack.models.projection import Projection
from holdfast.slack.models.room import Room
from holdfast.slack.models.workspace import Probe, Workspace

__all__ = [
    "Account",
    "Card",
    "Group",
    "Pace",
    "Probe",
    "Projection",
    "Reply",
    "Room",
    "Stranger",
    "Workspace",
]
