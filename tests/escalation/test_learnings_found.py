"""What was learned is found by words, audience, class and customer, on every surface's one query (R23)."""

from __future__ import annotations

import pytest

from holdfast.escalation.queries.learning import learnings
from holdfast.kernel.refusal import Invalid
from tests.cast import Story

pytestmark = pytest.mark.req("R23")


def test_by_words_audience_class_and_customer(story: Story):
    acme, blue = story.owned(customer="Acme"), story.owned(customer="Blue Bay")
    story.classify(acme, "wrong_use", by="ana")
    story.classify(acme, "defect", by="ana")
    index = story.learn(acme, "Rebuild the index before midnight.", audience=["SE", "CE"])
    cache = story.learn(blue, "Drop the cache, then the index.", audience=["IE"])

    def found(**given: str) -> list[int]:
        return [each.pk for each in learnings(story.programme, **given).items]

    assert found(search="index") == [cache.pk, index.pk]
    assert found(search="INDEX midnight") == [index.pk]
    assert found(search="index unicorn") == []
    assert found(search="index", audience="IE") == [cache.pk]
    assert found(customer="acme") == [index.pk]
    assert found(klass="defect") == [index.pk]
    assert found(klass="wrong_use") == []  # it was given another class since
    assert found(search='" OR *:(') == [] and found(search="the") == []
    with pytest.raises(Invalid, match="no class"):
        found(klass="nonsense")
