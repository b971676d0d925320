"""The embedded broker beside RabbitMQ on the same machine, driven by the same raw client.

Each broker is a process of its own. Messages have bodies of 100 bytes. `confirm+ack` publishes with
confirms and consumes with a prefetch of 500 and acks at once, `no ack` without both; then as many
messages as `--messages` says lie in one queue and are consumed; queues are declared and published
to; connections are opened with a channel each. RSS is what the broker's process grew by.

    python benchmarks/broker.py [--quick] [--url NAME=amqp://…]…

Without `--url` it is the embedded broker and, where it is installed, a private RabbitMQ.
"""

import argparse
import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.amqp_client import Client, published
from tests.private_node import PrivateNode, server_of

ROOT = Path(__file__).parents[1]
BODY = b"x" * 100
QUEUE = "benchmark"
TOGETHER = 50
"""Messages that are written at once."""


@contextlib.contextmanager
def embedded() -> Iterator[tuple[str, int]]:
    """The embedded broker; yields its URL and its process."""
    command = [sys.executable, "-m", "core.cli", "broker"]
    ports = ["--port", "0", "--management-port", "0", "--prometheus-port", "0"]
    process = subprocess.Popen([*command, *ports], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    output = process.stdout
    assert output is not None
    with process, output:
        told = "".join(iter(output.readline, "}\n"))
        try:
            yield json.loads(told + "}")["url"], process.pid
        finally:
            process.send_signal(signal.SIGTERM)


@contextlib.contextmanager
def rabbitmq() -> Iterator[tuple[str, int]]:
    node = PrivateNode().start()
    try:
        yield node.amqp_url, 0
    finally:
        node.stop()


def resident(process: int) -> int:
    """Bytes of memory of a process; 0 when it is not ours to look at."""
    if not process:
        return 0
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * 4096


def passed_on(url: str, messages: int, *, acked: bool) -> float:
    """Messages a second from publish to consume."""
    consumer, publisher = Client(url), Client(url)
    consumer.call("queue.declare", queue=QUEUE)
    if acked:
        consumer.call("basic.qos", prefetch_count=500)
        publisher.call("confirm.select")
    consumer.call("basic.consume", queue=QUEUE, no_ack=not acked)
    began = perf_counter()
    writer = threading.Thread(target=_publish, args=(publisher, messages), name="flowscope-load")
    writer.start()
    consumer.consume(messages, ack_every=TOGETHER if acked else 0)
    if acked:
        publisher.await_confirms(messages)
    took = perf_counter() - began
    writer.join()
    consumer.call("queue.delete", queue=QUEUE)
    publisher.close()
    consumer.close()
    return messages / took


def _publish(client: Client, messages: int) -> None:
    together = published(QUEUE, BODY) * TOGETHER
    for _ in range(messages // TOGETHER):
        client.send(together)


def queued(url: str, process: int, messages: int) -> tuple[float, float]:
    """Bytes of memory a message that lies in a queue, and messages a second on the way out."""
    client = Client(url)
    client.call("queue.declare", queue=QUEUE)
    client.call("confirm.select")
    before = resident(process)
    _publish(client, messages)
    client.await_confirms(messages)
    grown = resident(process) - before
    client.call("basic.qos", prefetch_count=500)
    client.call("basic.consume", queue=QUEUE)
    began = perf_counter()
    client.consume(messages, ack_every=TOGETHER)
    took = perf_counter() - began
    client.call("queue.delete", queue=QUEUE)
    client.close()
    return grown / messages, messages / took


def queues(url: str, amount: int) -> float:
    """Seconds to declare queues, publish to each, and delete them."""
    client = Client(url)
    client.call("confirm.select")
    began = perf_counter()
    names = [f"{QUEUE}-{number}" for number in range(amount)]
    for name in names:
        client.call("queue.declare", queue=name)
    for name in names:
        client.send(published(name, BODY))
    client.await_confirms(amount)
    for name in names:
        client.call("queue.delete", queue=name)
    took = perf_counter() - began
    client.close()
    return took


def connections(url: str, amount: int) -> float:
    """Seconds to open connections with a channel each, all at once."""
    began = perf_counter()
    clients = [Client(url) for _ in range(amount)]
    took = perf_counter() - began
    for client in clients:
        client.close()
    return took


def measure(name: str, url: str, process: int, scale: int) -> None:
    rate = passed_on(url, 50_000 // scale, acked=True)
    loose = passed_on(url, 50_000 // scale, acked=False)
    memory, out = queued(url, process, 200_000 // scale)
    declaring = queues(url, 1000 // scale)
    connecting = connections(url, 500 // scale)
    held = f"{memory:9.0f}" if memory else f"{'-':>9}"
    print(
        f"{name:>10} {rate:11,.0f}/s {loose:7,.0f}/s {held} B {out:8,.0f}/s "
        f"{declaring:7.2f} s {connecting:11.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth, for a test")
    parser.add_argument("--url", action="append", default=[], help="NAME=amqp://… of a broker")
    options = parser.parse_args()
    scale = 100 if options.quick else 1
    print(
        f"{'broker':>10} {'confirm+ack':>13} {'no ack':>9} {'RSS/queued':>11} {'drained':>10} "
        f"{'queues':>9} {'connections':>13}"
    )
    with embedded() as (url, process):
        measure("embedded", url, process, scale)
    for given in options.url:
        name, _, url = given.partition("=")
        measure(name, url, 0, scale)
    if not options.url and not options.quick and server_of(Path("/")):
        with rabbitmq() as (url, process):
            measure("RabbitMQ", url, process, scale)


if __name__ == "__main__":
    main()
