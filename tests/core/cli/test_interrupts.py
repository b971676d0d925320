"""Ctrl+C and SIGTERM: first in good order, then at once; never a traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli.interrupts import on_interrupt

ROOT = Path(__file__).parents[3]
SIGNALS = (signal.SIGINT, signal.SIGTERM)

both = pytest.mark.parametrize("number", SIGNALS)


def process(script: str, number: signal.Signals) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a process that signals itself where it says `strike()`."""
    head = (
        "import signal\nfrom core.cli.interrupts import *\n"
        f"strike = lambda: signal.raise_signal({int(number)})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", head + script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@both
@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("with signals_of_process():\n strike()", 2, "interrupted\n"),
        ("with signals_of_process():\n strike()\n print('never')", 2, "interrupted\n"),
        (
            "def end(): raise Interrupted('waiting')\n"
            "with signals_of_process(), on_interrupt(end):\n strike()",
            2,
            "interrupted while waiting\n",
        ),
        ("with signals_of_process(): pass\nstrike()", 0, ""),
        ("with signals_of_process():\n with on_interrupt(list): strike()", 0, ""),
    ],
)
def test_that_a_signal_ends_a_process_with_the_reason(
    number: signal.Signals, script: str, code: int, said: str
) -> None:
    assert process(script, number) == (code, "", said)


@both
def test_that_a_second_signal_ends_it_at_once(number: signal.Signals) -> None:
    script = "with on_interrupt(lambda: print('end', flush=True)):\n strike()\n strike()"
    assert process(script, number) == (-number, "end\n", "")


@both
def test_that_the_window_gets_the_signals_as_python_has_them(number: signal.Signals) -> None:
    code, _, said = process("with signals_of_process():\n give_signals_back()\n strike()", number)
    assert code == -number
    assert "interrupted" not in said


def test_that_it_is_over_with_the_block() -> None:
    before = [signal.getsignal(one) for one in SIGNALS]
    heard: list[str] = []
    with on_interrupt(lambda: heard.append("end")):
        signal.raise_signal(signal.SIGTERM)
    assert heard == ["end"]
    assert [signal.getsignal(one) for one in SIGNALS] == before
