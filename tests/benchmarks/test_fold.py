import subprocess
import sys
from pathlib import Path

from benchmarks.made_up_broker import Broker

ROOT = Path(__file__).parents[2]


def test_that_ours_and_the_plain_way_are_measured_side_by_side() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/fold.py", "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    heading, figures, *others = done.stdout.splitlines()
    assert heading.split().count("plain") == 2
    assert len(figures.split()) == 9
    assert others[-1].startswith("target:")


def test_that_a_scrape_of_the_made_up_broker_moves_a_little() -> None:
    broker = Broker(3, 2)
    before = set(broker.scrape().splitlines())
    after = set(broker.scrape().splitlines())

    assert 18_000 < len(before) == len(after) < 20_000
    assert 0.01 < len(after - before) / len(after) < 0.03
