"""A backlog of paper cuts: ranked, estimated, judged; one is worked on, one is shipped."""

from __future__ import annotations

from holdfast.papercut import actions
from holdfast.papercut.models import PaperCut
from holdfast.people.queries import default_programme
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale

_CUTS = (
    (
        "Search forgets its filters on the way back",
        "Every reviewer types the same four filters again, twenty times a day.",
        "Keep each result open in a tab of its own.",
        ("Northwind", "Contoso", "Adatum"),
        4.0,
        "yes",
    ),
    (
        "The usage export loses the time zone",
        "Finance corrects some 300 rows by hand at the end of each month.",
        "Add the offset in the sheet.",
        ("Contoso", "Proseware"),
        2.5,
        "yes",
    ),
    (
        "An invitation that bounced looks like one that was sent",
        "New users wait for days, then call.",
        "Ask support to look at the mail log.",
        ("Adatum",),
        6.0,
        "",
    ),
    (
        "Audit log cannot be filtered by one repository",
        "Auditors ask for it twice a year; each time somebody writes a query.",
        "",
        ("Northwind",),
        18.0,
        "not_now",
    ),
)


def backlog(tale: Tale) -> None:
    """Nobody speaks for GTM in it yet, so the lead ranks: the page says how that is changed."""
    at = tale.ago(days=24)
    made = [_written(tale, said) for said in _CUTS]
    last = actions.add_cut(
        programme=default_programme(),
        title="Webhooks do not say why they were switched off",
        gap="The settings page shows a grey switch and nothing else.",
        customer="Litware",
        by=acting("luz"),
        at=tale.ago(days=2),
    )
    actions.estimate_cut(ref=last.ref, days=1, by=acting("hugo"), at=tale.ago(days=1))
    for position, cut in enumerate(made, start=1):
        actions.rank_cut(
            ref=cut.ref, position=position, by=acting("nora"), at=tale.ago(days=20, hours=-1)
        )
    actions.pick_up(ref=made[0].ref, by=acting("ines"), at=tale.ago(days=6))
    actions.note_interruptions(tale.ago(days=5))
    done = actions.add_cut(
        programme=default_programme(),
        title="Dates in mails are American for everybody",
        impact="Two missed deadlines a quarter.",
        customer="Proseware",
        by=acting("priya"),
        at=at,
    )
    actions.wish(ref=done.ref, customer="Wingtip", by=acting("tom"), at=at)
    actions.estimate_cut(ref=done.ref, days=3, by=acting("hugo"), at=at)
    actions.pick_up(ref=done.ref, by=acting("hugo"), at=tale.ago(days=15))
    actions.ship(
        ref=done.ref,
        words="Dates in our mails now read as in your settings.",
        days=3.5,
        by=acting("hugo"),
        at=tale.ago(days=8),
    )
    for wish in done.wishes.filter(customer="Proseware"):
        actions.say_told(wish_id=wish.pk, by=acting("priya"), at=tale.ago(days=7))


def _written(tale: Tale, said: tuple[str, str, str, tuple[str, ...], float, str]) -> PaperCut:
    title, impact, workaround, customers, days, verdict = said
    at = tale.ago(days=22)
    cut = actions.add_cut(
        programme=default_programme(),
        title=title,
        impact=impact,
        workaround=workaround,
        customer=customers[0],
        by=acting("priya"),
        at=at,
    )
    for customer in customers[1:]:
        actions.wish(ref=cut.ref, customer=customer, by=acting("tom"), at=at)
    actions.estimate_cut(ref=cut.ref, days=days, by=acting("hugo"), at=tale.ago(days=21))
    if verdict:
        reason = "The audit log is rebuilt this year." if verdict == "not_now" else ""
        actions.judge_cut(
            ref=cut.ref, verdict=verdict, reason=reason, by=acting("nora"), at=tale.ago(days=20)
        )
    return cut
