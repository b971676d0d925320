"""Celery with a real worker on the embedded broker: tasks, chains, groups, retries, control."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import celery
import pytest

from tests.integration.embedded import errands

ROOT = Path(__file__).parents[3]
MODULE = errands.__name__
PATIENCE = 30


@contextlib.contextmanager
def worker(url: str) -> Iterator[None]:
    """A worker with two processes and everything that Celery switches on of itself."""
    words = ["-A", MODULE, "worker", "--concurrency", "2", "-E", "--loglevel", "INFO"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", *words],
        cwd=ROOT,
        env={**os.environ, "ERRANDS_BROKER": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if "ready." in line:
                break
        assert process.poll() is None, "".join(said)
        yield
        process.terminate()
        process.stderr.read()
        assert process.wait(PATIENCE) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()


@pytest.fixture
def app(vhost_url: str) -> Iterator[Any]:
    """The application on its vhost."""
    errands.app.conf.broker_url = vhost_url
    yield errands.app
    errands.app.close()


def test_that_a_worker_does_all_kinds_of_errands(app: Any, vhost_url: str) -> None:
    add, fail_twice = errands.add, errands.fail_twice
    with worker(vhost_url):
        one = add.delay(1, 2)
        chained = celery.chain(add.s(1, 2), add.s(10), add.s(100)).apply_async()
        grouped = celery.group(add.s(number, number) for number in range(20)).apply_async()
        retried = fail_twice.delay()

        assert one.get(timeout=PATIENCE) == 3
        assert chained.get(timeout=PATIENCE) == 113
        assert grouped.get(timeout=PATIENCE) == [2 * number for number in range(20)]
        assert retried.get(timeout=PATIENCE) == 2
        (answer,) = app.control.ping(timeout=1.0)
        assert list(answer.values()) == [{"ok": "pong"}]
