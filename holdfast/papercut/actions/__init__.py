"""The only writers of paper cuts, and the sweep that notes interruptions."""

from holdfast.papercut.actions.cut import add_cut, change_cut, one_wish, say_told, wish
from holdfast.papercut.actions.importing import ImportedCuts, import_cards, import_cuts
from holdfast.papercut.actions.interrupting import note_interruptions
from holdfast.papercut.actions.said import estimate_cut, give_voice, judge_cut, rank_cut
from holdfast.papercut.actions.work import drop_cut, hand_back, pick_up, ship

__all__ = [
    "ImportedCuts",
    "add_cut",
    "change_cut",
    "drop_cut",
    "estimate_cut",
    "give_voice",
    "hand_back",
    "import_cards",
    "import_cuts",
    "judge_cut",
    "note_interruptions",
    "one_wish",
    "pick_up",
    "rank_cut",
    "say_told",
    "ship",
    "wish",
]
