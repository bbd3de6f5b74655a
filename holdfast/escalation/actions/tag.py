"""Tags: a call for help that was noticed and is no escalation yet (R4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ground import one_by_one
from holdfast.escalation.models import Escalation, Tag, TagAnswer
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.tag import of_thread, tag_numbered
from holdfast.escalation.rules.thread import is_thread
from holdfast.journal.actions import record, repeated
from holdfast.journal.models import Event
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import BODY, clean, line, required, web_address
from holdfast.kernel.working_time import deadline
from holdfast.people.models import Programme
from holdfast.people.queries import leads, policy_at, usual_hours
from holdfast.people.rules.permission import require
from holdfast.rotation.queries import people_on

_LONGEST = 500  # of an address that is unique


def note_tag(
    *,
    programme: Programme,
    origin_url: str,
    thread_url: str = "",
    text: str = "",
    said_by_name: str = "",
    ended: str = "",
    by: Actor,
    at: datetime,
) -> Tag:
    """Somebody called for help in a thread: whoever is on is told, the leads where nobody is.

    `origin_url` is the message that called, `thread_url` where its thread begins (itself by default).
    A message that is noted already is a repeat; another one in a thread whose tag is open belongs to
    that tag, and who is on hears it again. `said_by_name` names who has no account here (then `by` is
    the clock), `ended` is what the thread was before. Raises Conflict where the thread is an open
    escalation: a call in it is `call_for_help`.
    """
    if event := repeated(by):
        return tag_numbered(int(event.subject.removeprefix("tag-")))
    require(by, "escalation.raise")
    origin_url = _address(origin_url, field="origin_url")
    thread_url = _address(thread_url, field="thread_url") or origin_url
    if not origin_url:
        raise Invalid("Give the address of the message that calls for help.", field="origin_url")
    text = clean(text)[:BODY]
    said_by_name = line(said_by_name[:200], field="said_by_name")
    with transaction.atomic(durable=True):
        one_at_a_time(programme)
        if same := Tag.objects.filter(origin_url=origin_url).first():
            return same
        escalation = of_thread(programme, thread_url)
        if escalation and escalation.is_open:
            raise Conflict(f"This thread is {escalation.ref} already.", escalation=escalation.ref)
        policy = policy_at(programme, at)
        on = people_on(programme, policy, at=at) or leads()
        said = {"text": text, "origin_url": origin_url, "name": said_by_name}
        if open_one := Tag.objects.filter(thread_url=thread_url, answered_at=None).first():
            _tell("tag.said_again", open_one, by=by, at=at, people=on, data=said)
            return open_one
        before = escalation or (by_ref(ended) if ended else None)
        tag = Tag.objects.create(
            programme=programme,
            origin_url=origin_url,
            thread_url=thread_url,
            text=text,
            said_by_id=by.person_id,
            said_by_name=said_by_name,
            after=before,
            at=at,
            alarm_at=deadline(at, policy.tag_answer, usual_hours(policy)),
        )
        was = {"after": before.ref} if before else {}
        _tell("tag.noted", tag, by=by, at=at, people=on, data={**said, **was})
    return tag


def dismiss_tag(*, tag_id: int, reason: str, by: Actor, at: datetime) -> Tag:
    """It is no escalation, and why. Whoever could accept one may say so, and who called.

    Who called hears it. Doing it twice is harmless. Raises Conflict once it was raised.
    """
    if repeated(by):
        return tag_numbered(tag_id)
    with transaction.atomic(durable=True):
        tag = _take(tag_id)
        require(
            by,
            "tag.dismiss",
            mine=by.person_id is not None and tag.said_by_id == by.person_id,
            instead="Who called for help or an engineer can.",
        )
        if not tag.is_open:
            answer = tag.answer
            if answer.escalation_id is None:
                return tag
            assert answer.escalation is not None
            raise Conflict(
                f"It was raised as {answer.escalation.ref}; decline it there.",
                escalation=answer.escalation.ref,
            )
        reason = required(
            reason, field="reason", ask="Say why it is no escalation; who called reads it."
        )
        _answer(tag, TagAnswer(tag=tag, reason=reason, by_id=by.person_id, at=at))
        on = people_on(tag.programme, policy_at(tag.programme, at), at=at)
        said = {"reason": reason, "text": tag.text, "origin_url": tag.origin_url}
        people = [tag.said_by_id, *on]
        _tell("tag.dismissed", tag, by=by, at=at, people=people, data=said)
    return tag_numbered(tag_id)


def remind_tags(at: datetime, *, limit: int = 200) -> int:
    """Tags that nobody answered in time: who is on hears it once more, then the leads, once.

    What is due is an index range. Open ones stay in the list of tags for as long as they are open.
    """
    due = list(
        Tag.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_remind, due, at)


def _remind(number: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        tag = _take(number)
        # Another ticker was first, or it was answered meanwhile.
        if tag.alarm_at is None or tag.alarm_at > at:
            return 0
        policy = policy_at(tag.programme, at)
        first = tag.alarms == 0
        on = people_on(tag.programme, policy, at=at) if first else []
        tag.alarms += 1
        # Where nobody is on the leads have heard it now, and once is enough.
        tag.alarm_at = deadline(at, policy.tag_answer, usual_hours(policy)) if on else None
        tag.save(update_fields=["alarms", "alarm_at"])
        said = {
            "text": tag.text,
            "origin_url": tag.origin_url,
            "noted_at": tag.at.isoformat(),
            "stage": "on" if on else "lead",
        }
        _tell(
            "tag.unanswered",
            tag,
            by=CLOCK,
            at=at,
            people=on or leads(),
            data=said,
            key=f"tag-unanswered:{tag.pk}:{tag.alarms}",
        )
    return 1


def one_at_a_time(programme: Programme) -> None:
    """Calls and raises that name a thread go one after the other: a thread has one of each."""
    list(Programme.objects.select_for_update(no_key=True).filter(pk=programme.pk).values_list("pk"))


def must_be_first(programme: Programme, origin_url: str, *, once: bool) -> None:
    """Refuse a second escalation of a thread that is one already; asked under `one_at_a_time`.

    Only where the place is known to be a thread: the raise says so (`once`), its address or a tag.
    """
    if once or is_thread(origin_url) or Tag.objects.filter(thread_url=origin_url).exists():
        escalation = of_thread(programme, origin_url)
        if escalation and escalation.is_open:
            raise Conflict(
                f"This thread is {escalation.ref} already, and {escalation.answerable} answers for "
                "it; write there what is new.",
                escalation=escalation.ref,
            )


def raised_as(escalation: Escalation, *, by: Actor, at: datetime) -> list[int]:
    """Answer the open tags of the thread it was raised from; returns their numbers."""
    found = Tag.objects.select_for_update(no_key=True).filter(
        answered_at=None, thread_url=escalation.origin_url
    )
    tags = list(found)
    for tag in tags:
        _answer(tag, TagAnswer(tag=tag, escalation=escalation, by_id=by.person_id, at=at))
    return [tag.pk for tag in tags]


def _answer(tag: Tag, answer: TagAnswer) -> None:
    answer.save(force_insert=True)
    tag.answered_at, tag.alarm_at = answer.at, None
    tag.save(update_fields=["answered_at", "alarm_at"])


def _take(tag_id: int) -> Tag:
    """The tag, locked until the transaction ends. Raises NotFound."""
    list(Tag.objects.select_for_update(no_key=True).filter(pk=tag_id).values_list("pk"))
    return tag_numbered(tag_id)


def _address(url: str, *, field: str) -> str:
    found = web_address(url, field=field)
    if len(found) > _LONGEST:
        raise Invalid(f"The address is longer than {_LONGEST} characters.", field=field)
    return found


def _tell(
    kind: str,
    tag: Tag,
    *,
    by: Actor,
    at: datetime,
    people: Iterable[int | None],
    data: dict[str, Any],
    key: str | None = None,
) -> Event:
    """Record what happened to it; `origin_url` is the message that this is about."""
    return record(
        kind,
        subject=f"tag-{tag.pk}",
        by=by,
        at=at,
        key=key,
        tell=[person for person in people if person],
        data={
            "people": {"caller": tag.said_by_id},
            **({"caller_name": tag.said_by_name} if tag.said_by_name else {}),
            "thread_url": tag.thread_url,
            **data,
        },
    )
