"""The only writers of places, filings and pull requests."""

from holdfast.tracker.actions.filing import file_ask, file_piece
from holdfast.tracker.actions.hearing import adopt, hear
from holdfast.tracker.actions.place import look_at, remove_place, set_place
from holdfast.tracker.actions.pull import hear_pull
from holdfast.tracker.actions.sending import note_filed, note_unfiled

__all__ = [
    "adopt",
    "file_ask",
    "file_piece",
    "hear",
    "hear_pull",
    "look_at",
    "note_filed",
    "note_unfiled",
    "remove_place",
    "set_place",
]
