"""What the proxy costs: the same work directly and through it, side by side in one run.

Publisher and consumer both go the same way; messages have bodies of 100 bytes. Throughput is that
of as many messages as the broker takes, published with confirms and acked fifty at a time, with a
prefetch of 500; latency is from publish to delivery at `--rate` messages a second, sent one by one
and acked one by one. Both are measured alternately, so that what else the machine does hits both,
by clients in a process of their own: the facts arrive in this one, as they do in Flowscope.

    python benchmarks/proxy.py [--quick] [--rounds N] [--rate N] [--url amqp://…]

Without `--url` it is a private RabbitMQ where it is installed, else the embedded broker.
"""

import argparse
import contextlib
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from queue import Queue
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit, urlunsplit

from benchmarks.amqp_client import FRAME_MAX, PROPERTIES, Client
from benchmarks.broker import embedded, passed_on, rabbitmq
from core.amqp.frames import BODY, METHOD
from core.amqp.hot import encode_content
from core.amqp.methods import decode_method, encode_method
from core.endpoints import endpoints
from core.message_facts import Kind, MessageFacts
from core.proxy.reports import Listening, State
from core.sources.proxy import ProxySource
from tests.private_node import server_of

QUEUE = "benchmark-latency"
TARGET_SHARE, TARGET_MILLISECONDS = 0.8, 1.0
_METHOD = encode_method("basic.publish", routing_key=QUEUE)


class Counting:
    """Takes the facts and counts them."""

    def __init__(self) -> None:
        self.facts = 0
        self.unseen = 0

    def put(self, batch: MessageFacts) -> None:
        self.facts += len(batch)
        self.unseen += batch.lost + sum(row.kind == Kind.LOST_SIGHT for row in batch.rows)


@contextlib.contextmanager
def proxied(url: str, counting: Counting) -> Iterator[str]:
    """A proxy before the broker; the URL that goes through it."""
    states: Queue[State] = Queue()
    source = ProxySource(endpoints(url), counting.put, states.put)
    source.start()
    try:
        listening = states.get(timeout=20)
        assert isinstance(listening, Listening)
        parts = urlsplit(url)
        login = parts.netloc.rpartition("@")[0]
        netloc = f"{login}@{listening.address}" if login else listening.address
        yield urlunsplit(parts._replace(netloc=netloc))
    finally:
        source.stop()
        source.join(10)


def latencies(url: str, rate: int, messages: int) -> list[float]:
    """Milliseconds from publish to delivery of each message, in order of size."""
    consumer, publisher = Client(url), Client(url)
    consumer.call("queue.declare", queue=QUEUE)
    consumer.call("basic.qos", prefetch_count=500)
    publisher.call("confirm.select")
    consumer.call("basic.consume", queue=QUEUE)
    run = _Run(publisher, consumer, rate, messages)
    times = run.times()
    consumer.call("queue.delete", queue=QUEUE)
    publisher.close()
    consumer.close()
    return sorted(times)


class _Run:
    """Publishes at a steady rate and consumes, in one thread, so that no thread waits for another."""

    def __init__(self, publisher: Client, consumer: Client, rate: int, messages: int) -> None:
        self._publisher = publisher
        self._consumer = consumer
        self._rate = rate
        self._messages = messages
        self._tag = 0
        self._times: list[float] = []

    def times(self) -> list[float]:
        """Milliseconds of each message."""
        publisher, consumer = self._publisher, self._consumer
        began, sent = perf_counter(), 0
        while len(self._times) < self._messages:
            if sent < self._messages and perf_counter() - began >= sent / self._rate:
                body = f"{perf_counter():.7f}".encode().ljust(100)
                publisher.send(encode_content(1, _METHOD, PROPERTIES, body, FRAME_MAX))
                sent += 1
            pause = 1.0 if sent == self._messages else sent / self._rate - perf_counter() + began
            for _ in publisher.come(0):
                pass
            for kind, payload in consumer.come(max(0.0, pause)):
                self._take(kind, payload)
        return self._times

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == METHOD:
            self._tag = decode_method(payload).arguments["delivery_tag"]
        elif kind == BODY:
            self._times.append((perf_counter() - float(payload)) * 1000)
            self._consumer.say("basic.ack", delivery_tag=self._tag)


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(url: str, messages: int, rate: int, rounds: int) -> None:
    counting = Counting()
    rates: dict[str, list[float]] = {"direct": [], "proxy": []}
    delays: dict[str, list[list[float]]] = {"direct": [], "proxy": []}
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as clients, proxied(url, counting) as through:
        ways = {"direct": url, "proxy": through}
        for _ in range(rounds):
            for way, where in ways.items():
                rate_of = clients.submit(passed_on, where, messages, acked=True)
                rates[way].append(rate_of.result())
        busy = counting.facts, counting.unseen
        for _ in range(rounds):
            for way, where in ways.items():
                amount = rate * 2 if messages > 1000 else 100
                delays[way].append(clients.submit(latencies, where, rate, amount).result())
    print(f"{'way':>8} {'throughput':>12} {'p50':>9} {'p90':>9} {'p99':>9} {'p99.9':>9}")
    for way in ways:
        shares = (0.5, 0.9, 0.99, 0.999)
        parts = [median(percentile(one, share) for one in delays[way]) for share in shares]
        shown = " ".join(f"{part:6.3f} ms" for part in parts)
        print(f"{way:>8} {median(rates[way]):10,.0f}/s {shown}")
    share = median(p / d for p, d in zip(rates["proxy"], rates["direct"], strict=True))
    added = median(
        percentile(p, 0.99) - percentile(d, 0.99)
        for p, d in zip(delays["proxy"], delays["direct"], strict=True)
    )
    print(
        f"throughput {share:.0%} of direct (target {TARGET_SHARE:.0%}); "
        f"added p99 {added:.3f} ms (target {TARGET_MILLISECONDS} ms)"
    )
    print(
        f"facts: {busy[0]:,} under full load, {busy[1]:,} lost; "
        f"{counting.facts - busy[0]:,} paced, {counting.unseen - busy[1]:,} lost"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="little of all, for a test")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=int, default=5000, help="messages a second for latency")
    parser.add_argument("--url", help="amqp://… of a broker")
    options = parser.parse_args()
    messages, rounds = (500, 1) if options.quick else (50_000, options.rounds)
    with contextlib.ExitStack() as stack:
        url = options.url
        if not url:
            real = server_of(Path("/")) and not options.quick
            url, _ = stack.enter_context(rabbitmq() if real else embedded())
        measure(url, messages, options.rate, rounds)


if __name__ == "__main__":
    main()
