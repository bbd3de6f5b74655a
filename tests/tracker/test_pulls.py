"""What the rotation changes in another team's code, that team looks at; or it stands among the exceptions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from holdfast.journal.models import Event
from holdfast.people.models import Person, Team
from holdfast.tracker.actions import hear_pull, set_place
from holdfast.tracker.models import PullRequest
from holdfast.tracker.port import Pull
from holdfast.tracker.queries.pull import proposed_fix, unreviewed
from holdfast.tracker.rules.review import is_unreviewed, reviewer
from tests.cast import START, Story, another_team
from tests.cli.conftest import Run, run  # noqa: F401
from tests.tracker.memory import Memory

pytestmark = pytest.mark.req("R88")
URL = "https://github.com/acme/ledger/pull/7"


@pytest.fixture
def ledger(story: Story, memory: Memory) -> Story:
    """Billing works in acme/ledger; Ana and Kim are on the rotation, Bo is not."""
    another_team()
    set_place(team="Billing", tracker="github", where="acme/Ledger", by=story.lea, at=story.now)
    return story


def pull(minutes: int = 0, **given) -> Pull:
    facts = {
        "repository": "acme/ledger",
        "number": 7,
        "url": URL,
        "title": "Retry the invoice job",
        "author_login": "Ana",
        "refs": (),
        "state": "open",
        "merged_at": None,
        "updated_at": START + timedelta(minutes=minutes),
        **given,
    }
    return Pull(**facts)


def merged(minutes: int = 10, **given) -> Pull:
    return pull(minutes, state="merged", merged_at=START + timedelta(minutes=10), **given)


def hear(story: Story, *news: Pull) -> None:
    for each in news:
        hear_pull(pull=each, at=story.now)


def count(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


def test_a_merge_without_the_team_is_an_exception_once_and_told(ledger):
    issue = ledger.owned(by="kim")
    told = merged(refs=(issue.ref,))
    hear(ledger, pull(refs=(issue.ref,)), told, told, merged(11, refs=(issue.ref,)))
    (kept,) = unreviewed().items
    assert (kept.author.login, kept.team.name, kept.escalation) == ("ana", "Billing", issue)
    assert count("pull.unreviewed") == 1
    # The owner of the escalation, and Billing's manager.
    assert ledger.told("pull.unreviewed") == {"kim", "eva"}
    assert "pull.unreviewed" in ledger.happened(issue)


def test_without_an_escalation_the_author_is_told(ledger):
    hear(ledger, merged(refs=("ESC-999",)))
    assert ledger.told("pull.unreviewed") == {"ana", "eva"}


@pytest.mark.parametrize("approvals", [("Ana",), ("bo", "kim"), ()])
def test_only_somebody_else_of_the_owning_team_counts(ledger, approvals):
    hear(ledger, merged(approvals=approvals))
    assert count("pull.unreviewed") == 1


def test_an_approval_of_the_team_is_enough(ledger):
    hear(ledger, pull(approvals=("Ben",)), merged(approvals=("Ben", "bo")))
    # Dismissed after the merge: it had been looked at.
    hear(ledger, merged(20))
    assert PullRequest.objects.get().reviewer.login == "ben"
    assert not unreviewed().items


def test_an_approval_withdrawn_before_the_merge_is_none(ledger):
    hear(ledger, pull(approvals=("ben",)), pull(5), merged())
    assert count("pull.unreviewed") == 1


def test_the_owning_teams_own_change_needs_nobody_else(ledger):
    ana = Person.objects.get(login="ana")
    ana.team = Team.objects.get(name="Billing")
    ana.save(update_fields=["team"])
    hear(ledger, merged(approvals=()))
    assert PullRequest.objects.get().state == "merged"
    assert not unreviewed().items


def test_an_approval_afterwards_is_noted_once(ledger):
    late = merged(30, approvals=("ida",))
    hear(ledger, merged(), late, late)
    (kept,) = unreviewed().items
    assert kept.reviewer.login == "ida"
    assert kept.reviewed_at == ledger.now
    assert count("pull.reviewed") == 1
    assert ledger.told("pull.reviewed") == {"ana", "eva"}
    with pytest.raises(IntegrityError, match="stays so"), transaction.atomic():
        PullRequest.objects.update(unreviewed_at=None, reviewed_at=None)


def test_older_news_changes_nothing(ledger):
    hear(ledger, merged(approvals=("ben",)), pull(5, title="Old"), pull(10, title="Same second"))
    kept = PullRequest.objects.get()
    assert (kept.state, kept.title) == ("merged", "Retry the invoice job")


def test_only_what_concerns_the_programme_is_kept(ledger):
    issue = ledger.owned(by="ana")
    hear(
        ledger,
        merged(repository="acme/other"),  # no team's place
        merged(author_login="stranger", refs=(issue.ref,)),
        merged(author_login="bo"),  # no seat
        merged(author_login="bo", refs=(issue.ref,)),  # not Bo's
        merged(author_login=""),
    )
    assert not PullRequest.objects.exists()
    theirs = ledger.owned(by="bo")
    hear(ledger, pull(author_login="bo", refs=("ESC-999", issue.ref, theirs.ref)))
    assert PullRequest.objects.get().escalation == theirs


def test_a_recorded_fix_makes_it_ours_and_says_whose_it_is(ledger):
    issue = ledger.owned(by="ana")
    ledger.fix(issue, fixed_by="ben", team="Billing", url=URL)
    hear(ledger, merged(author_login="ben-at-github"))
    kept = PullRequest.objects.get()
    assert (kept.author, kept.escalation, kept.unreviewed_at) == (None, issue, None)


def test_teams_that_share_a_place_may_each_approve(ledger):
    set_place(team="Search", tracker="github", where="acme/ledger", by=ledger.lea, at=ledger.now)
    hear(ledger, merged(author_login="kim"), merged(number=8, author_login="ana"))
    assert not unreviewed().items  # Search is theirs


def test_the_form_of_a_fix_is_filled_in_from_it(ledger, client):
    issue = ledger.owned(by="ana")
    hear(ledger, merged(refs=(issue.ref,), approvals=("ben",)))
    client.force_login(Person.objects.get(login="ana"))
    page = client.get(f"/escalations/{issue.ref}/fixes")
    assert page.context["form"].initial == {
        "fixed_by": "ana",
        "team": "Billing",
        "reviewer": "ben",
        "url": URL,
    }
    assert f'value="{URL}"' in page.text
    assert '<option value="Billing" selected>' in page.text
    ledger.fix(issue, team="Billing", reviewer="ben", url=URL)
    assert proposed_fix(issue) is None


def test_the_list_of_exceptions_shows_it(ledger, client, run: Run):  # noqa: F811
    issue = ledger.owned(by="ana")
    hear(ledger, *(merged(number=n, refs=(issue.ref,)) for n in (7, 8)))
    client.force_login(Person.objects.get(login="rex"))
    page = client.get("/fixes?exceptions=1").text
    assert "acme/ledger#7: Retry the invoice job" in page
    assert f'href="{URL}"' in page
    assert "Ana Ruiz" in page
    assert "acme/ledger#7" not in client.get("/fixes").text
    command = ("escalation", "unreviewed")
    said = run(*command, "--limit", "1")
    assert all(word in said.out for word in (issue.ref, "ana", "Billing", "--after"))
    (item,) = run(*command, "--after", "2", "--json").json["items"]
    assert (item["number"], item["reviewer"], item["escalation"]) == (7, None, issue.ref)


def test_the_words_say_what_to_do(ledger):
    from holdfast.telling.told import tell

    hear(ledger, merged(), merged(30, approvals=("ben",)))
    for kind, words in (
        ("pull.unreviewed", "Ana Ruiz merged “Retry the invoice job” into what Billing owns"),
        ("pull.reviewed", "Ben Ahrens of Billing approved “Retry the invoice job”"),
    ):
        event = Event.objects.get(kind=kind)
        for reader, why in (("ana", "the change is yours"), ("eva", "you answer for Billing")):
            told = tell(event, Person.objects.get(login=reader), shape="mail/letter.txt")
            assert words in told.text
            assert why in told.text
            assert told.link.endswith(f"/fixes?exceptions=1#pull-{event.data['pull']}")


def test_the_rule():
    team = {"ben": 4, "ida": 5}
    assert reviewer(["Ida"], author="ben", team=team) == 5
    assert reviewer(["ben"], author="Ben", team=team) is None
    assert is_unreviewed(by_the_team=False, reviewer=None)
    assert not is_unreviewed(by_the_team=True, reviewer=None)
    assert not is_unreviewed(by_the_team=False, reviewer=5)
