"""`flowscope proxy` as a process: what it prints, what it refuses, how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pika
import pytest

from tests.core.cli.commands import SECRET, run, shut_broker
from tests.core.cli.test_broker import running
from tests.integration.commands import Command
from tests.integration.proxies import at_port

ANYWHERE = ("--listen", "127.0.0.1:0")


def listening(*options: str, environment: dict[str, str] | None = None) -> tuple[Command, int]:
    command = Command("proxy", *ANYWHERE, *options, environment=environment)
    command.wait_until_says("listening")
    return command, int(command.said[-1].rpartition(":")[2])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_that_facts_are_lines_of_json_and_nothing_is_left_at_the_end(how: signal.Signals) -> None:
    with running() as broker:
        url = broker.told["url"]
        command, port = listening("--upstream", url, "--facts")
        link = pika.BlockingConnection(pika.URLParameters(at_port(url, port)))
        channel = link.channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.basic_publish("", queue, b"secret body")
        channel.basic_ack(channel.basic_get(queue)[0].delivery_tag)
        link.close()
        command.process.send_signal(how)
        code, out, said = command.finish()
    facts = [json.loads(line) for line in out.splitlines()]

    assert (code, said.count("\n")) == (0, 1)
    assert [fact["kind"] for fact in facts] == [
        *("connection_opened", "channel_opened", "published", "got", "acked"),
        *("channel_closed", "connection_closed"),
    ]
    assert facts[4]["queue"] == queue
    assert "secret body" not in out


def test_that_it_ends_after_its_duration() -> None:
    command, _ = listening("--upstream", shut_broker(), "--duration", "0.2")

    assert command.finish()[:2] == (0, "")


def test_that_a_broker_that_is_not_there_is_explained_without_a_password() -> None:
    command, port = listening(environment={"AMQP_URL": shut_broker()})
    with pytest.raises(pika.exceptions.AMQPConnectionError):
        pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port))
    command.wait_until_says("nothing listens at")
    arguments = Path(f"/proc/{command.process.pid}/cmdline").read_text()
    command.interrupt()
    code, _, said = command.finish()

    assert code == 0
    assert "start the broker" in said
    assert SECRET not in said + arguments


def test_that_nothing_outlives_a_command_that_is_killed() -> None:
    command, port = listening("--upstream", shut_broker())
    command.process.kill()
    command.finish()
    with pytest.raises(ConnectionRefusedError):
        connect_again_and_again(port)


def connect_again_and_again(port: int) -> None:
    while True:
        socket.create_connection(("127.0.0.1", port), 5).close()


def test_that_a_port_in_use_is_explained() -> None:
    with running() as broker:
        command = Command("proxy", "--listen", f"127.0.0.1:{broker.port}")
        code, _, said = command.finish()

    assert code == 2
    assert "already in use" in said
    assert "--listen 127.0.0.1:0" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--listen", "5673"), "--listen is HOST:PORT such as 127.0.0.1:5673, not '5673'"),
        (("--listen", "127.0.0.1:99999"), "HOST:PORT"),
        (("--upstream", "http://localhost"), "starts with amqp:// or amqps://"),
        (("--upstream", " "), "--upstream is empty"),
        (("--duration", "0"), "a number of seconds above 0"),
    ],
)
def test_that_wrong_usage_is_explained(options: tuple[str, ...], words: str) -> None:
    result = run("proxy", *options)

    assert result.exit_code == 2
    assert words in result.output


def test_that_a_folder_with_a_core_of_its_own_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    root = str(Path(__file__).parents[3])
    code = f"import sys; sys.path.insert(0, {root!r}); from core.sources.proxy import *"
    code += "\nfrom core.endpoints import endpoints; from threading import Event"
    code += "\ngot = Event(); source = ProxySource(endpoints(), print, lambda _: got.set())"
    code += "\nsource.start(); got.wait(20); print('listening'); source.stop(); source.join(5)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )

    assert done.stdout == "listening\n"
    assert "the wrong one" not in done.stderr
