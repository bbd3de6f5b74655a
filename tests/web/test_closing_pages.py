"""Ending an escalation on its page: who answers, its class, what was learned, duplicates."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Classification, Learning, Merge
from tests.cast import Story


@pytest.mark.req("R60", "R79", "R23", "R24")
def test_closing_asks_for_the_class_and_then_for_what_was_learned(story: Story, at):
    issue = story.supported(story.owned(by="ana"), by="max")
    here = f"/escalations/{issue.ref}"
    ana, max_ = at("ana"), at("max")
    page = ana.post(
        f"{here}/closure-requests",
        outcome="resolved",
        reason="Rebuilt.",
        classed="quick_fix",
        evidence="One <b>flag</b>.",
    )
    assert "Sam Okafor, who raised it, or Max Vogel, who answers to the customer" in page
    assert "Quick fix" in page and "One <b>flag</b>." in page
    assert "asks to close" in max_.get("/")
    answer = next(address for address in max_.get(here).forms if "closure-requests/" in address)
    max_.post(answer, agree="yes")

    page = ana.get(here)
    assert "Closed" in page and "Quick fix" in page
    assert page.html.count('<details class="act" open>') == 1, "what should others know?"
    page = ana.post(
        f"{here}/learnings",
        text="Check the <script>flag</script> first.",
        audience=["CE", "SE"],
        customer_words="Thank you!",
        doc_url="https://docs.example/flag",
    )
    assert "Check the <script>flag</script> first." in page and "Thank you!" in page
    assert "For CE,SE" in page and "https://docs.example/flag" in page.links
    assert "<script>flag" not in page.html
    page = ana.post(f"{here}/classification", word="defect", evidence="")
    assert "Defect" in page and "classed it: defect" in page
    assert list(Classification.objects.order_by("pk").values_list("word", flat=True)) == [
        "quick_fix",
        "defect",
    ]


@pytest.mark.req("R60")
def test_who_asked_does_not_get_to_answer(story: Story, at):
    issue = story.supported(story.owned(by="ana"), by="max")
    story.ask_to_close(issue, by="max")
    here = f"/escalations/{issue.ref}"
    assert not [each for each in at("max").get(here).forms if "closure-requests/" in each]
    assert [each for each in at("sam").get(here).forms if "closure-requests/" in each]
    assert "asks to close" not in at("max").get("/")


@pytest.mark.req("R60")
def test_a_silent_end_says_so(story: Story, at):
    issue = story.owned(by="ana")
    story.ask_to_close(issue)
    story.forward(days=12)
    page = at("ana").get(f"/escalations/{issue.ref}")
    assert "nobody answered" in page
    assert "Closed as nobody answered: resolved" in page
    assert "Not classed yet" in page


@pytest.mark.req("R60")
def test_a_duplicate_points_at_the_one_that_survives(story: Story, at):
    first, second = story.owned(by="ana"), story.owned(by="ana")
    here = f"/escalations/{second.ref}"
    page = at("ana").post(f"{here}/merge", into=first.ref, reason="The same index.")
    assert "Merged into this one" in page and here in page.links
    page = at("sam").get(here)
    assert f"It is merged into {first.ref}" in page and f"/escalations/{first.ref}" in page.links
    page = at("sam").post(f"{here}/reopening", reason="Another index.")
    assert "It is merged into" not in page and "Owned" in page
    assert "Merged into this one" not in at("sam").get(f"/escalations/{first.ref}")


@pytest.mark.req("R48")
def test_another_severity(story: Story, at):
    issue = story.owned(by="ana", severity=3)
    page = at("sam").post(f"/escalations/{issue.ref}/severity", severity="0", reason="All down.")
    assert "made it sev0; it was sev3" in page and "All down." in page


@pytest.mark.parametrize(
    ("act", "typed", "kept"),
    [
        ("learnings", {"text": "x" * 200_000, "audience": ["SE"]}, "text"),
        ("learnings", {"text": "Look first.", "audience": []}, "text"),
        ("learnings", {"text": "Look.", "audience": ["EE"]}, "text"),
        ("learnings", {"text": "Look.", "audience": ["SE"], "doc_url": "javascript:x"}, "doc_url"),
        ("classification", {"word": "", "evidence": "The log."}, "evidence"),
        ("classification", {"word": "broken", "evidence": "The log."}, "evidence"),
        ("merge", {"into": "ESC-999", "reason": "Same."}, "reason"),
        ("merge", {"into": "\x00<b>", "reason": "Same."}, "reason"),
        ("merge", {"into": "", "reason": "Same."}, "reason"),
        ("severity", {"severity": "9", "reason": "Worse."}, "reason"),
        ("severity", {"severity": "0", "reason": " "}, "severity"),
        ("closure-requests", {"outcome": "duplicate", "reason": "Same."}, "reason"),
        (
            "closure-requests",
            {"outcome": "resolved", "reason": "Done.", "classed": "broken"},
            "reason",
        ),
    ],
)
def test_what_is_refused_is_shown_at_its_form_and_kept(story: Story, at, act, typed, kept):
    issue = story.owned(by="ana")
    before = story.happened(issue)
    here = f"/escalations/{issue.ref}"
    page = at("ana").post(f"{here}/{act}", status=422, **typed)
    assert len(page.alerts) == 1, page.alerts
    assert page.forms[f"{here}/{act}"][kept] == typed[kept]
    assert story.happened(issue) == before


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("updates", {"text": "More news, at length."}),
        ("closure-requests", {"outcome": "resolved", "reason": "More news, at length."}),
        ("merge", {"into": "ESC-1", "reason": "More news, at length."}),
        ("severity", {"severity": "0", "reason": "More news, at length."}),
    ],
)
def test_a_second_tab_on_what_has_ended_hears_so_and_keeps_its_words(
    story: Story, at, act: str, typed: dict
):
    survivor, issue = story.owned(by="ana"), story.owned(by="ana")
    story.ask_to_close(issue, by="sam")
    typed = {**typed, **({"into": survivor.ref} if act == "merge" else {})}
    page = at("ana").post(f"/escalations/{issue.ref}/{act}", status=409, **typed)
    assert len(page.alerts) == 1
    assert "More news, at length." in page.html


def test_the_same_form_sent_twice_is_kept_once(story: Story, at):
    issue, other = story.owned(by="ana"), story.owned(by="ana")
    ana, here = at("ana"), f"/escalations/{issue.ref}"
    once = ana.get(here).forms[f"{here}/learnings"]["once"]
    for _ in range(2):
        ana.post(f"{here}/learnings", once=once, text="Look.", audience=["SE"])
        ana.post(f"{here}/classification", word="defect", evidence="The log.")
        ana.post(f"{here}/merge", into=other.ref, reason="Same.")
    assert (Learning.objects.count(), Classification.objects.count()) == (1, 1)
    assert Merge.objects.count() == 1


@pytest.mark.req("R23", "R24")
def test_what_was_learned_is_found_by_whom_it_is_for(story: Story, at):
    issue = story.owned(by="ana")
    story.learn(issue, "For support.", audience=["SE"])
    story.learn(issue, "For advisors.", audience=["TA", "CE"])
    page = at("rex").get("/learnings")
    assert page.text.index("For advisors.") < page.text.index("For support.")
    page = at("rex").get("/learnings?audience=ta")
    assert "For advisors." in page and "For support." not in page
    for number in range(51):
        story.learn(issue, f"Lesson {number:02}.", audience=["IE"])
    page = at("rex").get("/learnings?audience=IE")
    assert "Lesson 50." in page and "Lesson 00." not in page
    older = next(link for link in page.links if "after=" in link)
    assert "Lesson 00." in at("rex").get(f"/learnings{older}")
    at("rex").get("/learnings?audience=%00&after=x")


def test_buttons_are_only_for_who_may(story: Story, at):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}"
    acts = {f"{here}/{act}" for act in ("learnings", "classification", "merge", "severity")}
    assert not acts & set(at("rex").get(here).forms)
    assert acts & set(at("kim").get(here).forms) == {f"{here}/learnings", f"{here}/classification"}
    assert acts <= set(at("ana").get(here).forms)
