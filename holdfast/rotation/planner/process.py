"""The solver in a process of its own, started, listened to and cancelled from here. No Django.

A solver takes gigabytes and minutes, and may be killed for it: whoever asks for a plan goes on.

    with Solving(problem, seconds=60) as solving:
        for level in solving.levels():
            …                         # solving.cancel() from anywhere: the best so far is the plan
        solving.plan, solving.why
"""

from __future__ import annotations

import contextlib
import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Any, Self

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.rotation.rules.planning.problem import Level, Plan, Problem
from holdfast.rotation.rules.planning.reading import (
    level_from_data,
    plan_from_data,
    problem_as_data,
)

# After a cancel: long enough for the solver to come back and the plan to be written.
PATIENCE = 30.0


class Died(Refusal):
    """The process ended without a plan. The sentence says how; `detail` is what it last said."""

    detail: str = ""


class Solving:
    """One run of the solver.

    `plan` is there when `levels()` has ended, and `why` with it where explanations were asked for and
    not cut short; where they broke, `unexplained` is a sentence about it. `levels()` raises what the
    problem is refused for (Invalid), and Died.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        seconds: float = 60,
        seed: int = 0,
        workers: int | None = None,
        deterministic: float | None = None,
        why: bool = True,
    ) -> None:
        self.plan: Plan | None = None
        self.why: dict[str, Any] | None = None
        self.unexplained = ""
        self._refused: dict[str, Any] | None = None
        self._cancelled_at: float | None = None
        # What came out, and None when no more can come.
        self._lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(  # noqa: S603
            [
                *(sys.executable, "-m", "holdfast.rotation.planner"),
                *("--seconds", str(seconds), "--seed", str(seed)),
                *(("--workers", str(workers)) if workers is not None else ()),
                *(("--deterministic", str(deterministic)) if deterministic is not None else ()),
                *(() if why else ("--no-why",)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            # Ctrl-C reaches us alone; we decide what it means.
            start_new_session=True,
        )
        self._give(problem)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._errors.close()

    # --- what it says ----------------------------------------------------------------------------

    def levels(self, *, beat: float | None = None) -> Iterator[Level | None]:
        """Each level whenever more is known of it, until the plan is there.

        With `beat` also None, every so many seconds without news: time to look whether somebody cancels.
        """
        while (line := self._next(beat)) is not None:
            if not line:
                yield None
            elif "level" in line:
                yield level_from_data(line["level"])
            else:
                self._take(line)
        self._end()

    def cancel(self) -> None:
        """Stop and keep the best plan so far, and what is explained of it by now."""
        if self._cancelled_at is None:
            self._cancelled_at = time.monotonic()
            self._close_stdin()

    def kill(self) -> None:
        """End it now, whatever it has."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._close_stdin()
        self._listener.join()

    # --- how -------------------------------------------------------------------------------------

    def _give(self, problem: Problem) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(problem_as_data(problem)).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            # It died already; `levels` says how.
            pass

    def _listen(self) -> None:
        assert self._process.stdout
        with self._process.stdout as said:
            for line in said:
                if line.endswith(b"\n"):  # else it died while writing
                    self._lines.put(json.loads(line))
        self._lines.put(None)

    def _next(self, beat: float | None) -> dict[str, Any] | None:
        """The next line; None at the end, an empty one after a beat without any."""
        wait = beat
        while True:
            try:
                # Never for ever: on some systems Ctrl-C does not end a wait without limit.
                return self._lines.get(timeout=min(wait or 1.0, 1.0))
            except queue.Empty:
                if self._cancelled_at and time.monotonic() - self._cancelled_at > PATIENCE:
                    self._process.kill()
                if wait is not None:
                    wait -= min(wait or 1.0, 1.0)
                    if wait <= 0:
                        return {}

    def _take(self, line: dict[str, Any]) -> None:
        if "plan" in line:
            self.plan = plan_from_data(line["plan"])
        elif "why" in line:
            self.why = line["why"]
        elif "refused" in line:
            self._refused = line["refused"]

    def _end(self) -> None:
        code = self._process.wait()
        if self._refused:
            raise Invalid(self._refused["message"], field=self._refused["field"])
        if self.plan is None:
            raise self._died(code, "before it had a plan")
        if code and not self._cancelled_at:
            self.unexplained = self._died(code, "while it explained the plan").message

    def _died(self, code: int, when: str) -> Died:
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip()
        last = said.splitlines()[-1][:200] if said else ""
        if (
            code in (-signal.SIGKILL, -signal.SIGABRT)
            or "MemoryError" in last
            or "bad_alloc" in said
        ):
            sentence = (
                f"The planner was killed {when}, most likely because the machine ran out of memory; "
                "plan fewer windows at a time, or give the machine more."
            )
        elif code < 0:
            sentence = f"The planner was ended from outside (signal {-code}) {when}."
        else:
            sentence = (
                f"The planner broke {when} (exit {code}{': ' if last else ''}{last}); "
                "please send the problem to whoever looks after Holdfast."
            )
        died = Died(sentence)
        died.detail = said
        return died

    def _close_stdin(self) -> None:
        if self._process.stdin and not self._process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
