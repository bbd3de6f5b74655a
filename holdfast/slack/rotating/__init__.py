"""The rotation in Slack: signing up, seats, swaps, relief, days away."""

from holdfast.slack.rotating import (
    answering,
    away,
    offering,
    relief,
    seat,
    sections,
    sign_up,
    volunteer,
)

__all__ = ["answering", "away", "offering", "relief", "seat", "sections", "sign_up", "volunteer"]
