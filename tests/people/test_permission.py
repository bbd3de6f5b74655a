"""Who may do what, as one table: a change of a right is a change of this file."""

from __future__ import annotations

import pytest

from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import NotAllowed
from holdfast.people.rules import permission
from holdfast.people.rules.permission import ORDER, may, require

# m member, s support, e engineer, l lead, a admin: who may do it to anything; then who may do it to
# what is their own.
TABLE = """
read                       mse la   mse la
escalation.raise           mse la   mse la
escalation.accept          --e la   --e la
escalation.decline         --e la   --e la
escalation.update          --- la   mse la
escalation.hand_over       --- la   mse la
escalation.answer_offer    --- --   mse la
escalation.withdraw_offer  --- la   mse la
escalation.ask_to_close    --- la   mse la
escalation.answer_closing  --- la   mse la
escalation.reopen          --e la   mse la
escalation.pause           --- la   mse la
escalation.involve         --e la   mse la
escalation.name_support    --- la   mse la
escalation.classify        --e la   mse la
escalation.learn           -se la   mse la
escalation.fix             --e la   mse la
escalation.regrade         --- la   mse la
escalation.merge           --- la   mse la
escalation.link            -se la   mse la
tag.dismiss                --e la   mse la
ask.make                   --- la   mse la
ask.answer                 --- la   mse la
ask.withdraw               --- la   mse la
piece.hand_out             --- la   mse la
piece.move                 --- la   mse la
piece.waive                --- la   mse la
filing.make                --- la   mse la
place.edit                 --- la   mse la
cornered.call              --- la   mse la
cornered.acknowledge       --- --   mse la
cornered.free              --- la   mse la
capacity.switch            --- la   mse la
customers.edit             -se la   -se la
areas.edit                 --e la   --e la
rotation.import            --- la   --- la
rotation.confirm           --- la   mse la
rotation.withdraw          --- la   mse la
rotation.edit              --- la   --- la
rotation.sign_up           --- la   mse la
rotation.plan              --- la   --- la
rotation.waive             --- la   --- la
swap.offer                 --- la   mse la
swap.answer                --- --   mse la
relief.acknowledge         --- la   mse la
relief.tell                --- la   mse la
pack.edit                  --- la   mse la
paper_cut.add              mse la   mse la
paper_cut.change           --- la   mse la
paper_cut.wish             mse la   mse la
paper_cut.rank             --- --   mse la
paper_cut.estimate         --- --   mse la
paper_cut.judge            --- --   mse la
paper_cut.pick_up          --e la   --e la
paper_cut.hand_back        --- la   mse la
paper_cut.ship             --- la   mse la
paper_cut.drop             --- la   mse la
paper_cut.tell             -se la   mse la
paper_cut.import           --- la   mse la
paper_cut.give_voice       --- la   --- la
calendar.feed              --- -a   mse la
people.edit                --- la   --- la
people.edit_hours          --- la   mse la
people.grant               --- -a   --- -a
policy.change              --- la   --- la
room.choose                --- la   --- la
group.settle               --- la   --- la
deliveries.read            --- la   mse la
deliveries.revive          --- la   --- la
slack.set_up               --- -a   --- -a
slack.see_unlinked         --- la   --- la
token.create               --- -a   mse la
token.act_as               --- la   --- la
"""


def actor(role: str) -> Actor:
    return Actor(person_id=1, login="x", role=role, via="test")


def as_table() -> str:
    def marks(name: str, *, mine: bool) -> str:
        told = "".join(role[0] if may(actor(role), name, mine=mine) else "-" for role in ORDER)
        return f"{told[:3]} {told[3:]}"

    lines = [
        f"{name:26} {marks(name, mine=False)}   {marks(name, mine=True)}"
        for name in permission._RULES
    ]
    return "\n" + "\n".join(lines) + "\n"


@pytest.mark.req("R41", "R58", "R72")
def test_the_table():
    assert as_table() == TABLE


def test_a_role_nobody_knows_may_nothing_but_what_is_theirs():
    for name in permission._RULES:
        assert not may(actor("owner"), name)
        assert not may(actor(""), name)


def test_the_clock_acts_without_a_role():
    assert all(may(CLOCK, name) for name in permission._RULES)


def test_a_refusal_says_what_and_who_can():
    with pytest.raises(
        NotAllowed, match=r"You may not import a rotation table\. It takes the role lead"
    ):
        require(actor("member"), "rotation.import")
    with pytest.raises(NotAllowed, match="Ask Ana"):
        require(actor("member"), "escalation.update", instead="Ask Ana.")
