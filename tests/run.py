"""`make unit`: the tests on SQLite, then on PostgreSQL, and one line that counts both."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time


def run(engine: str, arguments: list[str]) -> tuple[int, str]:
    print(f"\n--- {engine} ---", flush=True)
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-rs", *arguments],
        env={**os.environ, "HOLDFAST_TEST_ENGINE": engine},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    assert process.stdout
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    code = process.wait()
    print(f"{engine}: {time.monotonic() - started:.0f} s", flush=True)
    return code, "".join(lines[-5:])


def main() -> int:
    codes, passed, failed, skipped = [], 0, 0, 0
    for engine in ("sqlite", "postgresql"):
        code, tail = run(engine, sys.argv[1:])
        codes.append(code)
        counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", tail)}
        passed += counts.get("passed", 0)
        failed += counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
        skipped += counts.get("skipped", 0)
    if skipped and os.environ.get("HOLDFAST_REFUSE_SKIPS"):
        print(f"{skipped} tests were skipped, which this run refuses; see the reasons above.")
        codes.append(1)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
