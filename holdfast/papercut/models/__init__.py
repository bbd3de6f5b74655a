from holdfast.papercut.models.paper_cut import PREFIX, PaperCut
from holdfast.papercut.models.said import Estimate, Judgement, Part, Rank, Voice
from holdfast.papercut.models.wish import Told, Wish
from holdfast.papercut.models.work import (
    Dropped,
    Interruption,
    InterruptionEnd,
    PickUp,
    PickUpEnd,
    Shipment,
)

__all__ = [
    "PREFIX",
    "Dropped",
    "Estimate",
    "Interruption",
    "InterruptionEnd",
    "Judgement",
    "PaperCut",
    "Part",
    "PickUp",
    "PickUpEnd",
    "Rank",
    "Shipment",
    "Told",
    "Voice",
    "Wish",
]
