"""A piece or an ask is to become an issue where its team works: written, and owed."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from holdfast.escalation.actions.ground import must_be_open, take, tell
from holdfast.escalation.actions.piece_moves import take_with_escalation
from holdfast.escalation.customer_names import customer_names
from holdfast.escalation.models import Ask, Escalation, Learning, Piece
from holdfast.escalation.queries.ask import ask as find_ask
from holdfast.escalation.queries.piece import find_piece
from holdfast.journal.actions import owe, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.outside.errors import ASKING
from holdfast.people.models import Team
from holdfast.people.rules.permission import require
from holdfast.tracker.actions.sending import CHANNEL, try_again
from holdfast.tracker.models import Filing, Place
from holdfast.tracker.port import Tracker, tracker
from holdfast.tracker.queries import filing, place_of
from holdfast.tracker.rules.draft import Matter, body, open_texts, title
from holdfast.tracker.rules.redaction import Private, private_in, sentence


def file_piece(*, piece_id: int, by: Actor, at: datetime) -> Filing:
    """Owe the piece to its team's tracker. The owner of the escalation or a lead may. Filing what is
    filed there changes nothing; what did not get there is tried again. Raises Invalid where a public place would learn something private."""
    if event := repeated(by):
        return filing(event.data["filing"])
    team = find_piece(piece_id).piece.team
    place, there = _place(team)
    public = _is_public(there, place, at=at)
    with transaction.atomic(durable=True):
        now, escalation = take_with_escalation(piece_id)
        piece = now.piece
        _require(by, escalation)
        there_already = Filing.objects.filter(piece=piece, tracker=place.tracker)
        if made := there_already.filter(where=place.where).first():
            return try_again(made, at=at)
        must_be_open(escalation, to="file its pieces")
        if piece.team_id != team.pk or not piece.is_open:
            raise Conflict(f"Piece {piece.pk} has just moved; look again.")
        matter = _matter(
            escalation,
            team,
            title=piece.title,
            what=piece.title,
            evidence=piece.evidence,
            here=f"/pieces/{piece.pk}",
        )
        return _owe(matter, escalation, place, piece=piece, public=public, by=by, at=at)


def file_ask(*, ask_id: int, by: Actor, at: datetime) -> Filing:
    """Owe the ask to its team's tracker, as `file_piece`. An ask to a person has no place."""
    if event := repeated(by):
        return filing(event.data["filing"])
    asked = find_ask(ask_id)
    if asked.to_team is None:
        raise Invalid(f"Ask {ask_id} went to {asked.receiver}; only what a team is asked is filed.")
    team = asked.to_team
    place, there = _place(team)
    public = _is_public(there, place, at=at)
    with transaction.atomic(durable=True):
        escalation = take(asked.escalation.ref)
        _require(by, escalation)
        asked = find_ask(ask_id)
        if made := Filing.objects.filter(ask=asked).first():
            return try_again(made, at=at)
        must_be_open(escalation, to="file its asks")
        if not asked.is_open or asked.escalation_id != escalation.pk:
            raise Conflict(f"Ask {ask_id} is {asked.state} or has moved; look again.")
        matter = _matter(
            escalation,
            team,
            title=next(iter(asked.what.strip().splitlines()), "")[:200],
            what=asked.what,
            evidence=asked.tried,
            here="/asks",
            due=f"{asked.due_at:%Y-%m-%d %H:%M} UTC",
        )
        return _owe(matter, escalation, place, ask=asked, public=public, by=by, at=at)


def private_of(escalation: Escalation) -> Private:
    """What nobody outside may read: every customer we know, and what customers of this one said."""
    said = [
        *Ask.objects.filter(escalation=escalation).values_list("customer_words", flat=True),
        *Learning.objects.filter(escalation=escalation).values_list("customer_words", flat=True),
    ]
    hosts = (settings.BASE_URL, settings.ZENDESK_URL)
    return Private(
        customers=customer_names(),
        said=tuple(each for each in said if each),
        hosts=tuple(urlsplit(each).netloc for each in hosts if each),
    )


def _place(team: Team) -> tuple[Place, Tracker]:
    place = place_of(team)
    if place is None:
        raise Conflict(f"Nobody has said where {team}'s work lives; say it on the page Teams.")
    there = tracker(place.tracker)
    if there is None:
        raise Conflict(f"{place.tracker} is not set up here; `holdfast doctor` says what to do.")
    return place, there


def _is_public(there: Tracker, place: Place, *, at: datetime) -> bool:
    """What nobody can tell us counts as public. Asked before the transaction begins."""
    try:
        return there.look(place.where, at=at).public
    except ASKING:
        return True
    finally:
        there.rest()


def _require(by: Actor, escalation: Escalation) -> None:
    owner = escalation.owner
    require(
        by,
        "filing.make",
        mine=bool(owner and owner.pk == by.person_id),
        instead=f"{owner or 'Its owner'}, who owns {escalation.ref}, or a lead can.",
    )


def _matter(
    escalation: Escalation,
    team: Team,
    *,
    title: str,
    what: str,
    evidence: str,
    here: str,
    due: str = "",
) -> Matter:
    return Matter(
        ref=escalation.ref,
        title=title,
        what=what,
        evidence=evidence,
        stakes=escalation.stakes,
        due=due or f"{escalation.next_step_on:%Y-%m-%d}",
        dri=f"{escalation.owner} (@{escalation.owner.login})" if escalation.owner else "",
        team=team.name,
        customer=escalation.customer,
        origin_url=escalation.origin_url,
        here=f"{settings.BASE_URL.rstrip('/')}{here}",
        severity=escalation.severity,
    )


def _owe(
    matter: Matter,
    escalation: Escalation,
    place: Place,
    *,
    piece: Piece | None = None,
    ask: Ask | None = None,
    public: bool,
    by: Actor,
    at: datetime,
) -> Filing:
    if public and (found := private_in(open_texts(matter), private_of(escalation))):
        raise Invalid(sentence(found, where=place.where))
    made = Filing.objects.create(
        piece=piece,
        ask=ask,
        tracker=place.tracker,
        where=place.where,
        title=title(matter),
        public=public,
        by_id=by.person_id,
        at=at,
    )
    made.body = body(matter, marker=made.marker, public=public)
    made.save(update_fields=["body"])
    event = tell(
        "filing.owed",
        escalation,
        by=by,
        at=at,
        filing=made.pk,
        piece=piece.pk if piece else None,
        ask=ask.pk if ask else None,
        tracker=place.tracker,
        where=place.where,
        team=matter.team,
        public=public,
    )
    key = f"filing:{made.pk}"
    owe(event, channel=CHANNEL, recipient=key, key=key, at=at)
    return made
