"""Ctrl+C and SIGTERM for each subcommand: the reason or the result, never a traceback."""

import json
import signal
import socket
from collections.abc import Iterator

import pytest

from tests.integration.commands import Command, surfaces
from tests.private_node import PrivateNode

both = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture
def silent() -> Iterator[tuple[str, ...]]:
    """The options of a broker that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        http = f"http://127.0.0.1:{port}"
        url = f"amqp://guest:hunter2@127.0.0.1:{port}/shop"
        yield ("--url", url, "--management-url", http, "--prometheus-url", http)


@both
@pytest.mark.parametrize(
    ("arguments", "said", "reason"),
    [
        (("doctor",), "looking at", "interrupted while looking at"),
        (("flow",), "connecting to", "interrupted while connecting to amqp://guest@127.0.0.1"),
    ],
)
def test_that_what_was_waited_for_is_said(
    silent: tuple[str, ...],
    number: signal.Signals,
    arguments: tuple[str, ...],
    said: str,
    reason: str,
) -> None:
    running = Command(*arguments, *silent)
    running.wait_until_says(said)
    running.process.send_signal(number)
    code, out, err = running.finish()

    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith(reason)
    assert "hunter2" not in err


@both
@pytest.mark.parametrize("arguments", [("tap", "--exchange", "shop"), ("publish",)])
def test_that_nothing_was_sent_or_tapped_is_trouble(
    number: signal.Signals, arguments: tuple[str, ...]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        running = Command(*arguments, "--url", f"amqp://guest:hunter2@127.0.0.1:{port}/shop")
        with server.accept()[0]:
            running.process.send_signal(number)
            code, out, err = running.finish()

    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("interrupted")


@both
def test_that_a_window_that_has_begun_is_printed(
    node: PrivateNode, vhost_url: str, number: signal.Signals
) -> None:
    running = Command("flow", "--duration", "3600", *surfaces(node, vhost_url))
    running.wait_until_says("watching")
    running.process.send_signal(number)
    code, out, err = running.finish()

    assert code == 0
    assert json.loads(out)["window_s"] < 3600
    assert [line for line in err.splitlines() if "…" not in line] == ["watching"]
