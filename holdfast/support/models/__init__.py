from holdfast.support.models.counting import DayCount, Tally
from holdfast.support.models.importing import Chunk, Import
from holdfast.support.models.issue import Issue
from holdfast.support.models.matching import Match, Pointer, Unmatch

__all__ = ["Chunk", "DayCount", "Import", "Issue", "Match", "Pointer", "Tally", "Unmatch"]
