import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_a_tick_and_the_plain_way_are_measured_side_by_side() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/ack_lanes.py", "--quick"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    row, target = done.stdout.splitlines()
    assert row.split()[:2] == ["500", "unacked:"]
    assert "tick" in row
    assert "plain" in row
    assert target.startswith("target:")
