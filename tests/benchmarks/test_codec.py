import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_ours_pika_and_pamqp_are_measured_side_by_side() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/codec.py", "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    heading, *rows, target = done.stdout.splitlines()
    assert heading.split()[0] == "decoder"
    assert [row.split()[0] for row in rows] == ["scan", "deliveries", "all", "pika", "pamqp"]
    assert target.startswith("target:")
