"""What was solved without engineering, and what was learned: counted where the records are."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from holdfast.escalation.models import Ask, AskAnswer, Classification, Closure, Learning
from holdfast.insight.rules.figures import Period
from holdfast.insight.rules.report import Solved
from holdfast.people.models import Programme


def closed(programme: Programme, period: Period) -> QuerySet[Closure]:
    """Closures of the period that stand; what was reopened since is not closed, and a duplicate is
    counted where it went on."""
    found = Closure.objects.filter(escalation__closure=F("pk"), merge__isnull=True)
    return found.filter(escalation__programme=programme, at__gte=period.since, at__lt=period.end)


def _asked_engineering() -> Exists:
    """Has the escalation of a closure a formal request that counts (as the numerator
    of R77 counts: one withdrawn before anybody looked at it is none)?"""
    said = AskAnswer.objects.filter(ask=OuterRef("pk"))
    withdrawn = said.filter(word=AskAnswer.Word.WITHDRAWN)
    looked_at = said.exclude(word=AskAnswer.Word.WITHDRAWN)
    return Exists(
        Ask.objects.filter(
            ~Exists(withdrawn) | Exists(looked_at),
            escalation=OuterRef("escalation"),
            formal=True,
        )
    )


def unaided(found: QuerySet[Closure]) -> QuerySet[Closure]:
    """Of these closures those of escalations without one formal request that counts."""
    return found.filter(~_asked_engineering())


def with_class(found: QuerySet[Closure]) -> QuerySet[Any]:
    """With `word`, the class that stands: the last one given."""
    last = Classification.objects.filter(escalation=OuterRef("escalation")).order_by("-pk")
    return found.annotate(word=Subquery(last.values("word")[:1]))


def _wrote_docs() -> Exists:
    return Exists(Learning.objects.filter(escalation=OuterRef("escalation")).exclude(doc_url=""))


def with_docs(found: QuerySet[Closure]) -> QuerySet[Closure]:
    return found.filter(_wrote_docs())


def solved(programme: Programme, period: Period) -> Solved:
    """All of it in one look at the closures of the period."""
    found = with_class(closed(programme, period))
    found = found.annotate(aided=_asked_engineering(), docs=_wrote_docs())
    rows = found.order_by().values_list("word", "aided", "docs").annotate(number=Count("pk"))
    counted = [(word or "", aided, docs, number) for word, aided, docs, number in rows]
    classes: Counter[str] = Counter()
    for word, _, _, number in counted:
        classes[word] += number
    return Solved(
        closed=classes.total(),
        unaided=sum(number for _, aided, _, number in counted if not aided),
        classes=dict(classes),
        docs=sum(number for _, _, docs, number in counted if docs),
    )


def learnings(programme: Programme, period: Period) -> QuerySet[Learning]:
    found = Learning.objects.filter(
        escalation__programme=programme, at__gte=period.since, at__lt=period.end
    )
    return found.select_related("by", "escalation").order_by("-pk")
