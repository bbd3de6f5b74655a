from holdfast.journal.models.delivery import Delivery
from holdfast.journal.models.event import Event
from holdfast.journal.models.heartbeat import Heartbeat

__all__ = ["Delivery", "Event", "Heartbeat"]
