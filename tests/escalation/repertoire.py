"""Everything anybody can do to an escalation, as calls with something plausible in them.

The races and the state machine draw from it, so an action that is not here is an action they do not
cover: test_repertoire.py compares it with what the actions export.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

Act = Callable[[], Any]


def sweeps(now: datetime) -> dict[str, Act]:
    """What the worker does at every tick."""
    from holdfast.escalation import actions as do

    return {
        "ring_due_alarms": lambda: do.ring_due_alarms(now),
        "expire_handovers": lambda: do.expire_handovers(now),
        "ask_again": lambda: do.ask_again(now),
        "remind_tags": lambda: do.remind_tags(now),
        "remind_asks": lambda: do.remind_asks(now),
        "ring_silent_pieces": lambda: do.ring_silent_pieces(now),
        "climb_ladders": lambda: do.climb_ladders(now),
        "make_packs": lambda: do.make_packs(now),
        "freeze_packs": lambda: do.freeze_packs(now),
        "freeze_status": lambda: do.freeze_status(now),
    }


def repertoire(
    dice: random.Random, ref: str, *, others: list[str], who: Any, names: list[str], now: datetime
) -> dict[str, Act]:
    """By the action's name: a call of it on this escalation by this person, now.

    `others` are escalations it could be merged into, `names` the logins of everybody.
    """
    from holdfast.escalation import actions as do
    from holdfast.escalation import models
    from holdfast.escalation.queries import number_of
    from holdfast.people.queries import default_programme

    said = str(dice.random())
    number = number_of(ref)
    soon = (now + timedelta(days=dice.choice([1, 3, 9]))).date()
    by_at: dict[str, Any] = {"by": who, "at": now}
    here: dict[str, Any] = {"ref": ref, **by_at}

    def latest(kind: str) -> int:
        """Mostly the latest of its kind on this escalation, at times the one before."""
        found = getattr(models, kind).objects.filter(escalation=number).order_by("-pk")
        numbers = list(found.values_list("pk", flat=True)[:2])
        return dice.choice([*numbers[:1], *numbers]) if numbers else 0

    def asked(action: Any, **given: Any) -> Act:
        return lambda: action(ask_id=latest("Ask"), **given, **by_at)

    def piece(action: Any, **given: Any) -> Act:
        return lambda: action(piece_id=latest("Piece"), **given, **by_at)

    def offered(action: Any, **given: Any) -> Act:
        return lambda: action(handover_id=latest("Handover"), **given, **by_at)

    def window() -> int:
        """Of the latest pack, where there is one."""
        found = models.Pack.objects.order_by("-pk").values_list("window", flat=True)
        return next(iter(found[:1]), 0)

    def newest_tag() -> int:
        found = models.Tag.objects.order_by("-pk").values_list("pk", flat=True)
        return next(iter(found[:1]), 0)

    somebody = dice.choice(names)
    own = dice.choice([who.login if who else "", ""])
    return {
        "accept": lambda: do.accept(**here),
        "decline": lambda: do.decline(reason="No.", **here),
        "update": lambda: do.update(text=said, next_step=dice.choice(["", said]), **here),
        "offer_handover": lambda: do.offer_handover(to=somebody, note=said, **here),
        "accept_handover": offered(do.accept_handover),
        "decline_handover": offered(do.decline_handover, reason="No."),
        "withdraw_handover": offered(do.withdraw_handover),
        "decide_item": lambda: do.decide_item(
            window_id=window(), decision=dice.choice(["keep", "ask"]), to=somebody, **here
        ),
        "ask_to_close": lambda: do.ask_to_close(
            outcome="resolved", reason=dice.choice(["Done.", said]), **here
        ),
        "answer_closure": lambda: do.answer_closure(
            request_id=latest("ClosureRequest"), agree=dice.random() < 0.5, note="So.", **by_at
        ),
        "reopen": lambda: do.reopen(reason=said, **here),
        "ask": lambda: do.ask(what=said, until=soon, to_team="Search", **here),
        "acknowledge_ask": asked(do.acknowledge_ask),
        "agree_ask": asked(do.agree_ask),
        "decline_ask": asked(do.decline_ask, reason="No."),
        "finish_ask": asked(do.finish_ask),
        "withdraw_ask": asked(do.withdraw_ask),
        "hand_out_piece": lambda: do.hand_out_piece(team="Search", title=said, **here),
        "take_piece": piece(do.take_piece),
        "bounce_piece": piece(do.bounce_piece, reason="Cannot reproduce."),
        "resend_piece": piece(do.resend_piece, evidence=said),
        "amend_piece": piece(do.amend_piece, evidence=said),
        "finish_piece": piece(do.finish_piece),
        "waive_piece": piece(do.waive_piece, reason="Moot."),
        "reopen_piece": piece(do.reopen_piece, reason="It is back."),
        "record_fix": lambda: do.record_fix(
            fixed_by="ana", why="Quicker.", team="Search", url=f"https://example.com/{said}", **here
        ),
        "corner": lambda: do.corner(reason=said, **here),
        "acknowledge_cornered": lambda: do.acknowledge_cornered(note="On it.", **here),
        "free": lambda: do.free(how="It moves.", **here),
        "pause": lambda: do.pause(reason=said, resumes_on=soon, **here),
        "resume": lambda: do.resume(**here),
        "at_capacity": lambda: do.at_capacity(login=own or somebody, reason=said, **by_at),
        "has_capacity": lambda: do.has_capacity(login=own or somebody, **by_at),
        "involve": lambda: do.involve(login=somebody, needs=said, **here),
        "spoke": lambda: do.spoke(participant_id=latest("Participant"), **by_at),
        "leave": lambda: do.leave(participant_id=latest("Participant"), **by_at),
        "name_support": lambda: do.name_support(login=somebody, **here),
        "classify": lambda: do.classify(word=dice.choice(["defect", "other"]), **here),
        "learn": lambda: do.learn(text=said, audience=["SE"], **here),
        "regrade": lambda: do.regrade(severity=dice.randrange(4), reason=said, **here),
        "link": lambda: do.link(url=f"https://example.com/{said}", **here),
        "unlink": lambda: do.unlink(link_id=latest("Link"), **by_at),
        "note_tag": lambda: do.note_tag(
            programme=default_programme(), origin_url=f"https://example.com/{said}", **by_at
        ),
        "dismiss_tag": lambda: do.dismiss_tag(tag_id=newest_tag(), reason="No.", **by_at),
        "called_again": lambda: do.called_again(text=said, **here),
        "call_for_help": lambda: do.call_for_help(
            programme=default_programme(),
            origin_url=f"https://example.com/{said}",
            text=said,
            **here,
        ),
        "merge": lambda: do.merge(into=dice.choice(others), **here),
    }
