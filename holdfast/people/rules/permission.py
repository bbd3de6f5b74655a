"""Who may do what: the one list that actions enforce and every surface asks.

A permission is either a role or a relation to the thing (`mine`): the DRI may update, whatever
their role. Actions call `require`; pages call `may` to show or hide a button.
"""

from __future__ import annotations

from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import NotAllowed

ORDER = ("member", "support", "engineer", "lead", "admin")

# permission: (the least role that may do it to anything, may the person it belongs to do it,
#              the words for "you may not"). ONLY_MINE: no role stands in for the person.
ONLY_MINE = "nobody else"
_RULES: dict[str, tuple[str, bool, str]] = {
    "read": ("member", True, "read here"),
    "escalation.raise": ("member", True, "raise an escalation"),
    "escalation.accept": ("engineer", False, "accept an escalation"),
    "escalation.decline": ("engineer", False, "decline an escalation"),
    "escalation.update": ("lead", True, "write updates on it"),
    "escalation.hand_over": ("lead", True, "offer it to somebody"),
    "escalation.answer_offer": (ONLY_MINE, True, "answer an offer made to somebody else"),
    "escalation.withdraw_offer": ("lead", True, "withdraw this offer"),
    "escalation.ask_to_close": ("lead", True, "ask to close it"),
    "escalation.answer_closing": ("lead", True, "answer the request to close"),
    "escalation.reopen": ("engineer", True, "reopen it"),
    "escalation.pause": ("lead", True, "pause or resume it"),
    "escalation.involve": ("engineer", True, "say who is involved"),
    "escalation.name_support": ("lead", True, "name who is answerable to the customer"),
    "escalation.classify": ("engineer", True, "say what class it is"),
    "escalation.learn": ("support", True, "write what was learned"),
    "escalation.fix": ("engineer", True, "record who fixed it"),
    "escalation.regrade": ("lead", True, "change its severity"),
    "escalation.merge": ("lead", True, "merge it into another one"),
    "escalation.link": ("support", True, "link it"),
    "tag.dismiss": ("engineer", True, "say that this is no escalation"),
    "ask.make": ("lead", True, "ask for help on it"),
    "ask.answer": ("lead", True, "answer this ask"),
    "ask.withdraw": ("lead", True, "withdraw this ask"),
    "piece.hand_out": ("lead", True, "hand out pieces of it"),
    "piece.move": ("lead", True, "move this piece"),
    "piece.waive": ("lead", True, "waive this piece"),
    "filing.make": ("lead", True, "file it in the team's tracker"),
    "place.edit": ("lead", True, "say where this team's work lives"),
    "cornered.call": ("lead", True, "say that its owner is cornered"),
    "cornered.acknowledge": (ONLY_MINE, True, "answer a call made to somebody else"),
    "cornered.free": ("lead", True, "say that it moves again"),
    "capacity.switch": ("lead", True, "switch this person's capacity"),
    "customers.edit": ("support", False, "change customers"),
    "areas.edit": ("engineer", False, "change the help directory"),
    "rotation.import": ("lead", False, "import a rotation table"),
    "rotation.confirm": ("lead", True, "confirm this seat"),
    "rotation.withdraw": ("lead", True, "withdraw this seat"),
    "rotation.edit": ("lead", False, "change windows and seats"),
    "rotation.sign_up": ("lead", True, "sign this person up"),
    "rotation.plan": ("lead", False, "plan the rotation"),
    "rotation.waive": ("lead", False, "grant this waiver"),
    "swap.offer": ("lead", True, "offer this seat"),
    "swap.answer": (ONLY_MINE, True, "answer for somebody else"),
    "relief.acknowledge": ("lead", True, "acknowledge this relief"),
    "relief.tell": ("lead", True, "say what became of this relief"),
    "pack.edit": ("lead", True, "change this handover pack"),
    "paper_cut.add": ("member", False, "write down a paper cut"),
    "paper_cut.change": ("lead", True, "change this paper cut"),
    "paper_cut.wish": ("member", False, "say who asks for it"),
    "paper_cut.rank": (ONLY_MINE, True, "rank paper cuts"),
    "paper_cut.estimate": (ONLY_MINE, True, "estimate paper cuts"),
    "paper_cut.judge": (ONLY_MINE, True, "judge paper cuts"),
    "paper_cut.pick_up": ("engineer", False, "pick up a paper cut"),
    "paper_cut.hand_back": ("lead", True, "hand this paper cut back"),
    "paper_cut.ship": ("lead", True, "ship this paper cut"),
    "paper_cut.drop": ("lead", True, "drop this paper cut"),
    "paper_cut.tell": ("support", True, "say that this customer was told"),
    "paper_cut.import": ("lead", True, "import paper cuts"),
    "paper_cut.give_voice": ("lead", False, "say who speaks for a part"),
    "calendar.feed": ("admin", True, "make this person's calendar address"),
    "people.edit": ("lead", False, "change people and teams"),
    "people.edit_hours": ("lead", True, "change these working hours"),
    "people.grant": ("admin", False, "give roles or passwords"),
    "policy.change": ("lead", False, "change the policy"),
    "room.choose": ("lead", False, "choose where the programme lives in Slack"),
    "group.settle": ("lead", False, "decide about the Slack group"),
    "deliveries.read": ("lead", True, "read everybody's mail"),
    "deliveries.revive": ("lead", False, "send a mail again"),
    "slack.set_up": ("admin", False, "set Slack up"),
    "slack.see_unlinked": ("lead", False, "see who has no Slack account linked"),
    "token.create": ("admin", True, "make a token for this person"),
    "token.act_as": ("lead", False, "make a token that acts for others"),
}


def may(actor: Actor, permission: str, *, mine: bool = False) -> bool:
    role, owner_may, _ = _RULES[permission]
    if actor.via == "clock":
        return True
    if mine and owner_may:
        return True
    return role != ONLY_MINE and rank(actor.role) >= rank(role)


def rank(role: str) -> int:
    return ORDER.index(role) if role in ORDER else -1


def require(actor: Actor, permission: str, *, mine: bool = False, instead: str = "") -> None:
    """Refuse unless the actor may. `instead` says who can, or what to do."""
    if may(actor, permission, mine=mine):
        return
    role, _, words = _RULES[permission]
    way_out = instead or f"It takes the role {role} or above; ask your programme lead."
    raise NotAllowed(f"You may not {words}. {way_out}")
