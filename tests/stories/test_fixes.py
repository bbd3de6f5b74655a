"""Who fixed it need not be who leads it, and the team that owns the code looks at it."""

import pytest

from holdfast.escalation.queries.fix import fixes
from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from tests.cast import Story
from tests.stories.test_one_escalation import told

pytestmark = pytest.mark.usefixtures("billing")


@pytest.mark.req("R55", "R57", "R73", "R87")
def test_the_owner_leads_and_somebody_else_solves(story: Story):
    issue = story.owned(by="ana")
    fix = story.fix(issue, fixed_by="@Ben", team="billing", why="It is their ledger.", by="ana")
    assert (fix.person.login, fix.team.name, fix.reviewer) == ("ben", "Billing", None)
    assert story.see(issue).owner.login == "ana"
    assert Event.objects.get(kind="fix.recorded").data["people"]["fixer"] == fix.person_id


@pytest.mark.req("R88")
def test_a_fix_from_outside_is_reviewed_by_the_owning_team_or_is_an_exception(story: Story):
    issue = story.owned(by="ana")
    with pytest.raises(Invalid, match="Ana Ruiz is not of Billing; name who") as refused:
        story.fix(issue, team="Billing")
    assert refused.value.field == "reviewer"
    for reviewer, why in (("kim", "is not of Billing"), ("ana", "their own fix"), ("x", "Nobody")):
        with pytest.raises(Invalid, match=why) as refused:
            story.fix(issue, team="Billing", reviewer=reviewer)
        assert refused.value.field == "reviewer"
    with pytest.raises(Invalid, match="not both"):
        story.fix(issue, team="Billing", reviewer="ben", exception="Night.")
    fix = story.fix(issue, team="Billing", reviewer="ben", url="https://code.example/pull/3")
    assert fix.reviewer.login == "ben"
    assert told("fix.recorded") == {"ben"}
    assert not fixes(story.programme, exceptions=True).items

    late = story.fix(issue, team="Billing", exception="Nobody of Billing was at work.", by="kim")
    assert [each.pk for each in fixes(story.programme, exceptions=True).items] == [late.pk]
    assert [each.pk for each in fixes(story.programme).items] == [late.pk, fix.pk]
    with pytest.raises(Invalid, match="needs no exception"):
        story.fix(issue, exception="Night.")


@pytest.mark.req("R88")
def test_the_own_teams_fix_needs_nobody_but_may_name_a_reviewer(story: Story):
    issue = story.owned(by="ana")
    assert story.fix(issue).reviewer is None
    assert story.fix(issue, reviewer="kim").reviewer.login == "kim"
    with pytest.raises(Invalid, match="their own fix"):
        story.fix(issue, reviewer="ana")


def test_repeats_and_what_makes_no_sense(story: Story):
    with pytest.raises(Conflict, match="Nobody owns"):
        story.fix(story.raised())
    issue = story.owned(by="ana")
    assert story.fix(issue).pk == story.fix(issue).pk
    assert story.happened(issue).count("fix.recorded") == 1
    for field, given in {
        "fixed_by": {"fixed_by": " "},
        "why": {"why": ""},
        "team": {"team": "Nobody"},
        "url": {"url": "javascript:1"},
        "exception": {"exception": "x" * 20_001},
    }.items():
        with pytest.raises(Invalid) as refused:
            story.fix(issue, **given)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        story.fix(issue, by="sam")
    story.fix(issue, by="ben", fixed_by="ben", team="Billing")
    story.ask_to_close(issue, by="sam")
    assert story.fix(issue, why="Told only now.").pk, "facts may come late"
