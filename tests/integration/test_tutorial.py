"""The pair that every tutorial starts with, unaided: Node.js, no names, the default exchange."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.commands import Command, surfaces
from tests.integration.shop import connect
from tests.private_node import PrivateNode

SCRIPTS = Path(__file__).parent / "node"
AMOUNT = 12


@contextlib.contextmanager
def subscriber(url: str) -> "Iterator[subprocess.Popen[str]]":
    script = [str(SCRIPTS / "hello_subscriber.js"), url, str(AMOUNT)]
    process = subprocess.Popen(["node", *script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline() == "consuming\n"
        try:
            yield process
        finally:
            process.terminate()


def publish(url: str, amount: int) -> None:
    script = [str(SCRIPTS / "hello_publisher.js"), url, str(amount), "20"]
    subprocess.run(["node", *script], check=True, timeout=60)


@pytest.mark.parametrize("first", ["subscriber", "flowscope"])
def test_that_hello_world_is_seen_from_end_to_end(
    node: PrivateNode, vhost_url: str, first: str
) -> None:
    with contextlib.ExitStack() as stack:
        if first == "subscriber":
            process = stack.enter_context(subscriber(vhost_url))
        command = Command("flow", "--duration", "90", *surfaces(node, vhost_url))
        command.wait_until_says("watching")
        if first == "flowscope":
            process = stack.enter_context(subscriber(vhost_url))
        publish(vhost_url, AMOUNT)
        assert process.stdout is not None
        assert process.stdout.readline() == "received\n"
        command.interrupt()
        result = command.json()
    edges = {edge["kind"]: edge for edge in result["edges"]}
    assert sorted(edges) == ["deliver", "publish", "route"]
    names = {n["id"]: n["name"] for n in result["nodes"]}
    path = [
        names[edges["publish"]["from"]],
        names[edges["publish"]["to"]],
        names[edges["route"]["to"]],
        names[edges["deliver"]["to"]],
    ]
    publisher, consumer = "amqplib 127.0.0.1 publisher", "amqplib 127.0.0.1 consumer"
    assert path == [publisher, "(AMQP default)", "hello", consumer]
    assert edges["publish"]["counts"]["publish"] == AMOUNT
    assert edges["route"]["counts"] == {"publish": AMOUNT}
    assert edges["deliver"]["counts"]["deliver"] == AMOUNT
    assert edges["deliver"]["counts"]["ack"] == AMOUNT


def test_that_a_mistyped_queue_is_no_queue(node: PrivateNode, vhost_url: str) -> None:
    command = Command("flow", "--duration", "90", *surfaces(node, vhost_url))
    command.wait_until_says("watching")
    link = connect(vhost_url, "orders")
    channel = link.channel()
    channel.queue_declare("real")
    channel.basic_publish("", "real", b"x")
    for _ in range(3):
        channel.basic_publish("", "ghost", b"x", mandatory=True)
    link.process_data_events(0)
    channel.queue_delete("real")
    link.close()
    command.interrupt()
    result = command.json()
    routed = {e["to"]: e["counts"]["publish"] for e in result["edges"] if e["kind"] == "route"}
    assert routed == {"queue:real": 1}
    assert "queue:ghost" not in {n["id"] for n in result["nodes"]}
    published = next(e for e in result["edges"] if e["kind"] == "publish")
    assert published["counts"]["return_unroutable"] == 3
