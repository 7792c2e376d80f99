"""What the set-up says to the person at the terminal, and how it gives up."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class Problem(Exception):
    """Something a person must settle: one sentence saying what is missing and how to get it."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step before it starts and tell its duration when it took a while."""
    say(f"==> {text}")
    start = time.monotonic()
    yield
    elapsed = time.monotonic() - start
    if elapsed > 2:
        say(f"    done in {elapsed:.0f} s")


def run(
    command: Sequence[str | Path], *, log: Path, what: str, tail: int = 15, **options
) -> None:
    """Run a command with its output kept in a log file.

    :param log: file that gets standard output and errors
    :param what: what the command was for, in the words of a message
    :raises Problem: when it cannot be started or fails, with the end of the log
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        try:
            code = subprocess.run(
                [str(part) for part in command],
                stdout=stream,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                **options,
            ).returncode
        except OSError as error:
            raise Problem(f"{what} failed: {error}") from error
    if code:
        lines = log.read_text("utf-8", "replace").splitlines()[-tail:]
        shown = "\n    ".join(lines)
        raise Problem(
            f"{what} failed (exit status {code}); {log} ends with:\n    {shown}"
        )


def fail(problem: Problem) -> int:
    """Tell a problem on standard error; returns the exit status."""
    print(f"\nsetup: {problem}", file=sys.stderr, flush=True)
    return 1
