import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_ours_and_the_plain_way_are_measured_side_by_side() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.lifecycle", "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    heading, *figures, target = done.stdout.splitlines()
    assert heading.split()[-2:] == ["ours", "plain"]
    assert [line.split()[0] for line in figures] == ["note", "pipe", "fold"]
    assert target.startswith("target:")
