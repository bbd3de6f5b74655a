"""What has ended: solved, closed by silence, declined."""

from __future__ import annotations

from holdfast.escalation import actions as escalations
from holdfast.escalation.models import ClosureRequest
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def by_silence(tale: Tale) -> None:
    """Nobody answers the request to close, nor its reminders: the clock closes it."""
    issue = tale.raised(
        "luz",
        2,
        tale.ago(days=37),
        title="Search suggests documents that were deleted",
        stakes="Alpine Ski House's legal team found names in it that must be gone.",
        why_now="Nobody could say whether the index or the cache keeps them.",
        customer="Alpine Ski House",
    )
    tale.accepted(issue, "oleg", tale.ago(days=37, hours=-2))
    tale.updated(
        issue,
        "oleg",
        tale.ago(days=36),
        "It is the cache: it keeps suggestions for 30 days, by design and undocumented.",
        "Have Alpine set it to one day",
    )
    request = escalations.ask_to_close(
        ref=issue.ref,
        outcome="resolved",
        reason="One setting keeps suggestions for a day; Alpine has it and saw it work.",
        classed="tooling",
        evidence="Support cannot see what the cache holds.",
        by=acting("oleg"),
        at=tale.ago(days=34),
    )
    while due := ClosureRequest.objects.get(pk=request.pk).alarm_at:
        escalations.ask_again(due)
    escalations.learn(
        ref=issue.ref,
        text="Deleted documents in suggestions: set suggestions.keep_days to 1. Support can look "
        "into the cache with the tool below.",
        audience=["SE", "IE"],
        tool_url="https://tools.sample.example/cache-viewer",
        by=acting("oleg"),
        at=tale.ago(days=20),
    )


def solved(tale: Tale) -> None:
    issue = tale.raised(
        "tom",
        1,
        tale.ago(days=33),
        title="Nightly sync drops every third repository",
        stakes="Northwind's developers search yesterday's code; their security review is on Friday.",
        why_now="Three teams own a part of the sync and none can reproduce it alone.",
        customer="Northwind",
    )
    tale.accepted(issue, "oleg", tale.ago(days=33, hours=-1))
    tale.updated(
        issue,
        "oleg",
        tale.ago(days=32),
        "Reproduced with 40 repositories: the scheduler forgets jobs when a worker restarts.",
        "Fix the scheduler's lease with the platform team",
    )
    lease = tale.piece(
        issue,
        "oleg",
        tale.ago(days=31),
        team="Platform",
        title="Keep the scheduler's lease when a worker restarts",
        evidence="Start a sync of 40 repositories and restart one worker: 13 are never fetched.",
        issue_url="https://tracker.sample.example/platform/481",
    )
    escalations.take_piece(piece_id=lease.pk, by=acting("sade"), at=tale.ago(days=31, hours=-4))
    escalations.finish_piece(
        piece_id=lease.pk, note="In 6.2.1.", by=acting("sade"), at=tale.ago(days=28)
    )
    escalations.record_fix(
        ref=issue.ref,
        fixed_by="oleg-example",
        why="The lease was half an hour's work for whoever had the traces open.",
        team="Platform",
        reviewer="sade-example",
        url="https://code.sample.example/platform/pull/902",
        by=acting("oleg"),
        at=tale.ago(days=28),
    )
    request = escalations.ask_to_close(
        ref=issue.ref,
        outcome="resolved",
        reason="Fixed in 6.2.1; three nights without a gap at Northwind.",
        classed="defect",
        evidence="The scheduler's lease is kept in memory and lost with the worker.",
        by=acting("oleg"),
        at=tale.ago(days=27),
    )
    escalations.answer_closure(
        request_id=request.pk,
        agree=True,
        note="Northwind says thank you.",
        by=acting("tom"),
        at=tale.ago(days=26),
    )
    escalations.learn(
        ref=issue.ref,
        text="A sync that skips repositories in a pattern is the scheduler, not the network. Look at "
        "the workers' restarts first.",
        audience=["SE", "CE"],
        customer_words="A restart of ours could make the sync skip repositories; since 6.2.1 it "
        "cannot.",
        doc_url="https://docs.sample.example/sync/skipped-repositories",
        by=acting("oleg"),
        at=tale.ago(days=25),
    )


def told_no(tale: Tale) -> None:
    issue = tale.raised(
        "vera",
        2,
        tale.ago(days=12),
        title="Dark theme for the Fabrikam rollout",
        stakes="Their design chief asked for it in the quarterly review.",
        why_now="The roadmap has it for next year.",
        customer="Fabrikam",
        exec_asked=True,
    )
    escalations.decline(
        ref=issue.ref,
        reason="A wish, not an issue: nothing is broken and nobody is blocked.",
        alternative="Rank it as a paper cut with product; a browser extension does it today.",
        by=acting("ines"),
        at=tale.ago(days=12, hours=-3),
    )
