import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_the_cost_of_watching_is_measured_beside_the_management_ui(broker_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/broker_cost.py", "--quick", "--root", str(broker_root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=150,
        check=True,
    )

    for watcher in ("nobody", "Flowscope", "UI Overview", "UI Queues", "naive poller"):
        assert f"\n{watcher} " in done.stdout
    assert "a publish is counted in Flowscope's graph after" in done.stdout
    assert "a publish is counted in the management UI after" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("target:")
