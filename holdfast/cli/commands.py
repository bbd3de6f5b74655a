"""The tree of commands, and the one place where what went wrong becomes a sentence."""

from __future__ import annotations

import io
import sys
from typing import Any, NoReturn

import click

from holdfast.cli import (
    areas,
    backup,
    calendar,
    customers,
    demo,
    doctor,
    escalation,
    people,
    plan,
    plan_windows,
    rotation,
    status_doc,
    token,
    up,
    who,
)
from holdfast.cli.ground import state_of
from holdfast.cli.wrong import failed, refused
from holdfast.kernel.refusal import Refusal


class Commands(click.Group):
    """Exit codes: 0 done, 1 refused or problems found, 2 wrong usage. Never a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a character shows a question mark instead of failing.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            _end(ctx, refused(refusal, state_of(ctx)))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (BrokenPipeError, KeyboardInterrupt, EOFError):
            # Click ends these quietly with 1.
            raise
        except Exception as error:  # noqa: BLE001
            _end(ctx, failed(error, state_of(ctx)))


def _end(ctx: click.Context, code: int) -> NoReturn:
    ctx.exit(code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="holdfast", message="holdfast %(version)s")
def holdfast() -> None:
    """One owner for every escalation, and a fair rotation of people to own them.

    Settings are read from HOLDFAST_* in the environment; `holdfast doctor` shows what stands.
    Exit codes: 0 done, 1 refused or problems found, 2 wrong usage.
    """


for command in (
    up.up,
    demo.demo,
    who.who,
    rotation.rotation,
    plan.plan,
    people.people,
    people.password,
    areas.areas,
    areas.teams,
    customers.customers,
    escalation.escalation,
    status_doc.status_doc,
    token.token,
    calendar.calendar,
    backup.backup,
    backup.restore,
    doctor.doctor,
):
    holdfast.add_command(command)

for command in plan_windows.COMMANDS:
    plan.plan.add_command(command)
