"""A client that is killed at its work loses nothing that was promised to it, or to others."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.embedded.doomed import PREFETCH, QUEUE
from tests.integration.shop import connect

ROOT = Path(__file__).parents[3]
DOOMED = "tests.integration.embedded.doomed"


def killed(work: str, url: str, after: int) -> list[int]:
    """The numbers that it said until it was killed, some time after so many."""
    command = [sys.executable, "-m", DOOMED, work, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(after)]
        process.kill()
        return said + [int(line) for line in process.stdout]


def drained(channel: Any) -> list[tuple[int, bool]]:
    """What lies in the queue: number, and whether it was delivered before."""
    found = []
    while (got := channel.basic_get(QUEUE, auto_ack=True))[0] is not None:
        found.append((int(got[2]), got[0].redelivered))
    return found


@pytest.mark.parametrize("after", [1, 40, 150])
def test_that_what_was_confirmed_outlives_its_publisher(vhost_url: str, after: int) -> None:
    with connect(vhost_url, "drainer") as link:
        channel = link.channel()
        channel.queue_declare(QUEUE)
        confirmed = killed("publish", vhost_url, after)
        found = [number for number, _ in drained(channel)]

    assert confirmed == list(range(len(confirmed)))
    assert found[: len(confirmed)] == confirmed
    assert found[len(confirmed) :] in ([], [len(confirmed)])  # one more was taken, not yet told


def test_that_what_was_unacked_comes_back_in_order(vhost_url: str) -> None:
    with connect(vhost_url, "drainer") as link:
        channel = link.channel()
        channel.queue_declare(QUEUE)
        channel.confirm_delivery()
        for number in range(100):
            channel.basic_publish("", QUEUE, str(number).encode())
        assert killed("consume", vhost_url, PREFETCH) == list(range(PREFETCH))
        while channel.queue_declare(QUEUE, passive=True).method.message_count < 100:
            link.process_data_events(0.01)
        found = drained(channel)

    assert found == [(number, number < PREFETCH) for number in range(100)]
