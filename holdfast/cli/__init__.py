"""The `holdfast` command: one file per noun, in the words of the pages and the API.

Nothing here imports Django before a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The console script."""
    from holdfast.cli.commands import holdfast

    sys.exit(holdfast(prog_name="holdfast"))
