import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_memory_and_reading_are_measured_beside_lists() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.times", "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    heading, kept, *_, target = done.stdout.splitlines()
    assert heading.split()[-2:] == ["ours", "plain"]
    ours, plain = map(float, kept.split()[-2:])
    assert ours < plain
    assert target.endswith("met")
