import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_stalls_are_measured() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/stalls.py", "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=True,
    )

    heading, *rows = done.stdout.splitlines()
    assert heading.split()[-3:] == ["longest", "stall", "done"]
    assert [row.split()[1] for row in rows] == [
        "acked",
        "dead-lettered",
        "requeued",
        "purged",
        "deleted",
    ]
