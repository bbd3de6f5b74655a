from holdfast.journal.models.delivery import Delivery
from holdfast.journal.models.event import Event
from holdfast.journal.models.heartbeat import Heartbeat
from holdfast.journal.models.incoming import Incoming

__all__ = ["Delivery", "Event", "Heartbeat", "Incoming"]
