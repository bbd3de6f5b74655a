"""Each figure has a definition, the docs say it, and its worked example holds."""

from __future__ import annotations

import pytest

from holdfast.insight.actions import following
from holdfast.insight.queries.flow import rows
from holdfast.insight.queries.period import period
from holdfast.insight.rules.definitions import DEFINITIONS, FLOW
from tests.insight.examples import DOCS, Play, examples

EXAMPLES = examples()


@pytest.mark.req("R21", "R22", "R35", "R48", "R53", "R60", "R72")
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_comes_out_as_it_says(name: str, story, billing, monkeypatch):
    monkeypatch.setattr(following, "_all_ended_before", lambda _: True)
    *lines, result = EXAMPLES[name]
    play = Play(story)
    assert f"= {play.result(name, lines)}" == result
    opened = rows(story.programme, period(story.programme, *play.days), name, at=story.now)
    assert opened.items
    # And once more from what the worker has counted.
    following.follow(clock=lambda: story.now)
    assert f"= {play.result(name, [])}" == result or not lines
    again = rows(story.programme, period(story.programme, *play.days), name, at=story.now)
    assert again == opened


def test_every_figure_is_defined_in_the_docs_and_has_an_example():
    text = " ".join(DOCS.read_text().split())
    assert list(EXAMPLES) == list(DEFINITIONS)
    for name, each in DEFINITIONS.items():
        assert f"### {each.title} `{name}` ({each.row}) {each.says} {each.how} Example." in text
    assert {"raised", "closed", "update_adherence"} <= set(FLOW)
