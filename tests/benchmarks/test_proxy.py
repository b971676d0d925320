"""The benchmark of the proxy runs, and says what it is measured by."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_direct_and_proxy_are_measured_side_by_side() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.proxy", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )

    assert [line.split()[0] for line in done.stdout.splitlines()[:3]] == ["way", "direct", "proxy"]
    assert "of direct" in done.stdout
