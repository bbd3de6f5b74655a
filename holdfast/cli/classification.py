"""`holdfast escalation classify` and `regrade`: what it turned out to be, and how severe it is."""

from __future__ import annotations

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.ground import acting, as_option, json_option, now, prepare, show_json


@click.command(short_help="Say what it turned out to be.")
@click.argument("ref")
@click.option(
    "--class",
    "word",
    required=True,
    help="wrong_use, many_teams, unclear_source, quick_fix, defect, tooling or other",
)
@click.option("--evidence", default="")
@as_option("Who says it.", required=True)
@json_option
def classify(ref: str, word: str, evidence: str, login: str, as_json: bool) -> None:
    """Give it a class, at any time, also after it ended. The last one given stands."""
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.classification import classification_as_data

    made = actions.classify(ref=ref, word=word, evidence=evidence, by=acting(login), at=now())
    if as_json:
        show_json(classification_as_data(made))
    else:
        show_one(ref, as_json)


@click.command(short_help="Change its severity, with a reason.")
@click.argument("ref")
@click.option("--severity", required=True, type=click.IntRange(0, 3), help="0 (worst) to 3.")
@click.option("--reason", required=True)
@as_option("Who changes it.", required=True)
@json_option
def regrade(ref: str, severity: int, reason: str, login: str, as_json: bool) -> None:
    """Give it another severity; its clock starts anew with that one's cadence."""
    prepare()
    from holdfast.escalation import actions

    actions.regrade(ref=ref, severity=severity, reason=reason, by=acting(login), at=now())
    show_one(ref, as_json)
