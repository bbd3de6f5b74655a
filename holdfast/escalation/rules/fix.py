"""Who must have looked at a fix: somebody of the team that owns what was fixed (R87, R88)."""

from __future__ import annotations

from holdfast.kernel.refusal import Invalid


def check_review(
    *,
    team: str,
    fixer: str,
    of_team: bool,
    reviewer: str,
    reviewer_is_fixer: bool,
    reviewer_of_team: bool,
    exception: str,
) -> None:
    """A fix from outside the owning team needs its reviewer, or stands on the exception list.

    People are named as they are shown, empty where there is none. Raises Invalid.
    """
    if reviewer and exception:
        raise Invalid(
            "It was reviewed or it is an exception; give a reviewer or the reason, not both.",
            field="exception",
        )
    if reviewer_is_fixer:
        raise Invalid(
            f"{fixer} cannot review their own fix; name somebody else of {team}.", field="reviewer"
        )
    if reviewer and not reviewer_of_team:
        raise Invalid(
            f"{reviewer} is not of {team}; name a reviewer of that team, or say why there is none.",
            field="reviewer",
        )
    if of_team and exception:
        raise Invalid(
            f"{fixer} is of {team} and needs no exception; leave the reason out.", field="exception"
        )
    if not (of_team or reviewer or exception):
        raise Invalid(
            f"{fixer} is not of {team}; name who of that team reviewed it, or say why nobody did.",
            field="reviewer",
        )
