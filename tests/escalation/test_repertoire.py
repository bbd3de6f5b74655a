"""The races and the state machine do everything that can be done."""

from __future__ import annotations

import random

from holdfast.escalation import actions
from tests.cast import Story
from tests.escalation.repertoire import repertoire, sweeps

# Raising is how every play begins; what is done to customers touches no escalation; several offers
# at once are offers.
ELSEWHERE = {
    *("raise_escalation", "save_customer", "import_customers"),
    *("Called", "Offer", "Offered", "offer_several", "offer_everything"),
}


def test_every_action_is_in_it(story: Story):
    known = repertoire(random.Random(1), "ESC-1", others=[], who=None, names=["ana"], now=story.now)
    assert set(actions.__all__) == {*known, *sweeps(story.now), *ELSEWHERE}
