import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_the_embedded_broker_is_measured() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/broker.py", "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=True,
    )

    heading, row = done.stdout.splitlines()
    assert heading.split()[:2] == ["broker", "confirm+ack"]
    assert row.split()[0] == "embedded"
    assert row.count("/s") == 3
