"""How long a client waits while another one has very many messages settled, purged or deleted at once.

One client holds, or fills a queue with, as many messages as `--messages` says and then disposes of
all of them with a single method; meanwhile another one asks again and again for something small on
a connection of its own. The longest of its round trips is the stall. `done` is how long it takes
until all messages are where they belong.

    python benchmarks/stalls.py [--quick] [--messages N] [--url NAME=amqp://…]…

Without `--url` it is the embedded broker.
"""

import argparse
import threading
from collections.abc import Callable
from time import perf_counter, sleep
from typing import Self

from benchmarks.amqp_client import Client, published
from benchmarks.broker import embedded

QUEUE, DEAD = "benchmark-stall", "benchmark-stall-dead"
BODY = b"x" * 100
TOGETHER = 500
TTL = 15_000
"""Milliseconds after which messages that are still held have expired."""


class Bystander:
    """Asks for something small until it is told to stop."""

    def __init__(self, url: str) -> None:
        self._client = Client(url)
        self._client.call("queue.declare", queue=f"{QUEUE}-bystander")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, name="flowscope-bystander")
        self.longest = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._client.call("queue.delete", queue=f"{QUEUE}-bystander")
        self._client.close()

    def _ask(self) -> None:
        while not self._stop.is_set():
            began = perf_counter()
            self._client.call("queue.declare", queue=f"{QUEUE}-bystander")
            self.longest = max(self.longest, perf_counter() - began)
            self._stop.wait(0.001)


def count(client: Client, queue: str) -> int:
    """How many messages are ready in it."""
    told: int = client.call("queue.declare", queue=queue, passive=True).arguments["message_count"]
    return told


def await_count(client: Client, queue: str, amount: int) -> None:
    while count(client, queue) != amount:
        sleep(0.02)


def fill(client: Client, messages: int, ttl: int) -> None:
    """Declare the queues and fill the one."""
    dead_letters = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": DEAD}
    client.call("queue.declare", queue=DEAD)
    limits = {"x-message-ttl": ttl} if ttl else {}
    client.call("queue.declare", queue=QUEUE, arguments={**dead_letters, **limits})
    client.call("confirm.select")
    for _ in range(messages // TOGETHER):
        client.send(published(QUEUE, BODY) * TOGETHER)
    client.await_confirms(messages)


def settle(name: str, *, requeue: bool = False) -> Callable[[Client], None]:
    """One method for everything that is held."""

    def act(client: Client) -> None:
        client.say("basic.cancel", consumer_tag="holder", nowait=True)
        options = {"requeue": requeue} if name == "basic.nack" else {}
        client.say(name, delivery_tag=0, multiple=True, **options)

    return act


def dispose(name: str) -> Callable[[Client], None]:
    return lambda client: client.say(name, queue=QUEUE, nowait=True)


WAYS: dict[str, tuple[Callable[[Client], None], bool, int, str | None]] = {
    "acked": (settle("basic.ack"), True, 0, None),
    "dead-lettered": (settle("basic.nack"), True, 0, DEAD),
    "expired": (settle("basic.nack", requeue=True), True, TTL, DEAD),
    "requeued": (settle("basic.nack", requeue=True), True, 0, QUEUE),
    "purged": (dispose("queue.purge"), False, 0, None),
    "deleted": (dispose("queue.delete"), False, 0, None),
}
"""What is done, whether the messages are held before, their time to live, where they end."""


def measure(url: str, messages: int, way: str) -> tuple[float, float]:
    """Seconds of the longest stall, and until everything is done."""
    act, is_held, ttl, end = WAYS[way]
    client = Client(url)
    filled = perf_counter()
    fill(client, messages, ttl)
    if is_held:
        client.call("basic.consume", queue=QUEUE, consumer_tag="holder")
        client.consume(messages)
    if ttl:
        sleep(max(0.0, filled + 1 + ttl / 1000 - perf_counter()) + 2)
    with Bystander(url) as bystander:
        sleep(0.1)
        began = perf_counter()
        act(client)
        if end is not None:
            await_count(client, end, messages)
        client.call("queue.declare", queue=DEAD)
        took = perf_counter() - began
        sleep(0.2)
    for queue in (QUEUE, DEAD):
        client.call("queue.delete", queue=queue)
    client.close()
    return bystander.longest, took


def report(name: str, url: str, messages: int, ways: list[str]) -> None:
    for way in ways:
        stall, took = measure(url, messages, way)
        print(f"{name:>10} {way:>14} {stall * 1000:10,.1f} ms {took * 1000:10,.0f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few messages, for a test")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--url", action="append", default=[], help="NAME=amqp://… of a broker")
    options = parser.parse_args()
    messages = 1000 if options.quick else options.messages
    ways = [way for way in WAYS if not (options.quick and way == "expired")]
    print(f"{'broker':>10} {'messages are':>14} {'longest stall':>13} {'done':>13}")
    if not options.url:
        with embedded() as (url, _):
            report("embedded", url, messages, ways)
    for given in options.url:
        name, _, url = given.partition("=")
        report(name, url, messages, ways)


if __name__ == "__main__":
    main()
