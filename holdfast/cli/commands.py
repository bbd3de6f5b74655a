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
    filing,
    paper_cuts,
    people,
    plan,
    plan_windows,
    rotation,
    status_doc,
    token,
    up,
    who,
)
from holdfast.cli.ground import prepare, state_of
from holdfast.cli.wrong import failed, refused
from holdfast.kernel.refusal import Refusal
from holdfast.site.brought import COMMANDS, Command


class Commands(click.Group):
    """Exit codes: 0 done, 1 refused or problems found, 2 wrong usage. Never a traceback.

    Besides those added here it has the commands that other edges bring (site/brought.py); they are
    loaded when somebody types them, so that the help needs no Django.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if own := super().get_command(ctx, cmd_name):
            return own
        brought = COMMANDS.get(cmd_name)
        return Brought(brought, name=cmd_name) if brought else None

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


class Brought(click.Command):
    """Stands for another edge's command until somebody types it: it passes all words on."""

    def __init__(self, command: Command, *, name: str) -> None:
        super().__init__(
            name,
            short_help=command.says,
            add_help_option=False,
            context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        )
        self.command = command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.args = args
        return args

    def invoke(self, ctx: click.Context) -> Any:
        prepare(migrate=self.command.migrate)
        real: click.Command = self.command.load()
        with real.make_context(ctx.info_name, list(ctx.args), parent=ctx.parent) as inner:
            return real.invoke(inner)


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
    paper_cuts.paper_cuts,
    filing.filing,
    status_doc.status_doc,
    token.token,
    calendar.calendar,
    backup.backup,
    backup.restore,
    doctor.doctor,
):
    holdfast.add_command(command)

areas.teams.add_command(filing.place)

for command in plan_windows.COMMANDS:
    plan.plan.add_command(command)
