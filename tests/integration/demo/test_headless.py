"""`flowscope demo --headless` as a user runs it: URLs on stdout, lines on stdin, signals."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.commands import surfaces
from tests.private_node import PrivateNode

ROOT = Path(__file__).parents[3]
Process = subprocess.Popen[str]


def started(node: PrivateNode, url: str, *options: str) -> Process:
    arguments = ["demo", "--headless", *surfaces(node, url), *options]
    return subprocess.Popen(
        [sys.executable, "-m", "core.cli", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def line_of(process: Process) -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 30)[0], "nothing was printed"
    return process.stdout.readline()


def left_over(node: PrivateNode, url: str) -> list[object]:
    vhost = url.rpartition("/")[2]
    listed: list[object] = node.request("GET", f"/api/queues/{vhost}")
    return listed


def test_that_it_prints_where_it_is_and_obeys_lines(node: PrivateNode, vhost_url: str) -> None:
    with started(node, vhost_url, "--scenario", "flood") as process:
        urls = json.loads(line_of(process))
        assert process.stdin is not None
        process.stdin.write("scenarios\nstop flood\nbooks\n")
        process.stdin.flush()
        books = json.loads(line_of(process))
        _, errors = process.communicate("quit\n", timeout=30)

    assert urls == {
        "amqp": vhost_url,
        "management": node.management_url,
        "prometheus": [node.prometheus_url],
        "vhost": urls["vhost"],
    }
    assert all(edge["counts"] for edge in books)
    assert "on  flood" in errors
    assert "flood is off" in errors
    assert process.returncode == 0
    assert left_over(node, vhost_url) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_a_signal_ends_it_and_removes_everything(
    node: PrivateNode, vhost_url: str, number: signal.Signals
) -> None:
    with started(node, vhost_url) as process:
        line_of(process)
        assert process.stdin is not None
        process.stdin.close()  # without anybody at the keyboard it goes on
        process.stdin = None
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "Traceback" not in errors
    assert left_over(node, vhost_url) == []
