"""What was solved without engineering, and what was learned: counted where the records are."""

from __future__ import annotations

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


def unaided(found: QuerySet[Closure]) -> QuerySet[Closure]:
    """Of these closures those of escalations without one formal request that counts (as the numerator
    of R77 counts: one withdrawn before anybody looked at it is none)."""
    said = AskAnswer.objects.filter(ask=OuterRef("pk"))
    withdrawn = said.filter(word=AskAnswer.Word.WITHDRAWN)
    looked_at = said.exclude(word=AskAnswer.Word.WITHDRAWN)
    requests = Ask.objects.filter(
        ~Exists(withdrawn) | Exists(looked_at),
        escalation=OuterRef("escalation"),
        formal=True,
    )
    return found.filter(~Exists(requests))


def with_class(found: QuerySet[Closure]) -> QuerySet[Any]:
    """With `word`, the class that stands: the last one given."""
    last = Classification.objects.filter(escalation=OuterRef("escalation")).order_by("-pk")
    return found.annotate(word=Subquery(last.values("word")[:1]))


def with_docs(found: QuerySet[Closure]) -> QuerySet[Closure]:
    wrote = Learning.objects.filter(escalation=OuterRef("escalation")).exclude(doc_url="")
    return found.filter(Exists(wrote))


def solved(programme: Programme, period: Period) -> Solved:
    found = closed(programme, period)
    rows = with_class(found).values("word").annotate(number=Count("pk")).order_by()
    classes = {row["word"] or "": row["number"] for row in rows}
    return Solved(
        closed=sum(classes.values()),
        unaided=unaided(found).count(),
        classes=classes,
        docs=with_docs(found).count(),
    )


def learnings(programme: Programme, period: Period) -> QuerySet[Learning]:
    found = Learning.objects.filter(
        escalation__programme=programme, at__gte=period.since, at__lt=period.end
    )
    return found.select_related("by", "escalation").order_by("-pk")
