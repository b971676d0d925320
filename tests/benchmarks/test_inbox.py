import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_all_transports_are_measured_side_by_side() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/inbox.py", "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    for transport in ("nothing", "signal an item", "SimpleQueue", "inbox", "inbox, columns"):
        assert f" {transport} " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("target:")
