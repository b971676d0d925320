"""`flowscope broker` as a process: where it listens, who may log in, how it ends."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pika
import pika.exceptions
import pytest

from tests.core.cli.commands import SECRET, run
from tests.local_http import free_port

ROOT = Path(__file__).parents[3]
ANYWHERE = ("--port", "0", "--management-port", "0", "--prometheus-port", "0")


class Running:
    """The command with free ports, ready."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        lines: list[str] = []
        while "}\n" not in lines:
            lines.append(process.stdout.readline())
            assert lines[-1], "it ended"
        self.process = process
        self.told: dict[str, str] = json.loads("".join(lines))

    @property
    def port(self) -> int:
        """Where AMQP is spoken."""
        return urlsplit(self.told["url"]).port or 0

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """Its exit status and what it said on stderr."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said


@contextlib.contextmanager
def running(*options: str, **environment: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "core.cli", "broker", *ANYWHERE, *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Running(process)
        finally:
            process.kill()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_that_it_serves_until_it_is_interrupted(how: signal.Signals) -> None:
    with running() as broker:
        connection = pika.BlockingConnection(pika.URLParameters(broker.told["url"]))
        channel = connection.channel()
        queue = channel.queue_declare("").method.queue
        channel.basic_publish("", queue, b"hello")
        assert channel.basic_get(queue, auto_ack=True)[2] == b"hello"

        status, said = broker.end(how)
        with pytest.raises(pika.exceptions.ConnectionClosedByBroker, match="shutdown"):
            connection.process_data_events(5)
    assert status == 0
    assert "Ctrl-C ends it" in said


def test_that_the_password_comes_from_the_environment_and_is_never_shown() -> None:
    with running("--user", "alice", FLOWSCOPE_BROKER_PASSWORD=SECRET) as broker:
        login = pika.PlainCredentials("alice", SECRET)
        port = broker.port
        pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port, "/", login)).close()

        status, said = broker.end(signal.SIGTERM)
    assert status == 0
    assert SECRET not in said + json.dumps(broker.told)


def test_that_a_port_in_use_is_explained() -> None:
    with running() as broker:
        result = run("broker", "--port", str(broker.port))

    assert result.exit_code == 2
    assert "cannot listen" in result.output
    assert "--port 0" in result.output


def test_that_a_user_without_a_password_is_no_use() -> None:
    result = run("broker", "--port", str(free_port()), "--user", "alice")

    assert result.exit_code == 2
    assert "--password asks for it" in result.output
    assert "FLOWSCOPE_BROKER_PASSWORD" in result.output


def test_that_the_help_says_what_is_not_there() -> None:
    text = run("broker", "--help").output

    for words in ("clusters", "quorum queues", "streams", "nothing is kept on disk"):
        assert words in " ".join(text.split())
