"""Services work through the proxy: every byte arrives, and what is told equals their own books."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aio_pika
import amqp
import pika
import pika.exceptions
import pytest

from core.message_facts import Kind
from core.proxy.reports import Reached, Trouble
from tests.integration.proxies import Seal, Told, at_port, proxied
from tests.integration.shop import connect
from tests.local_http import free_port

NODE = Path(__file__).parent / "node"
LARGE = 10_000_000
CHANNELS = 200
RATE = 5000
MESSAGES = 15_000

Books = Counter[tuple[str, ...]]


def take(channel: Any, queue: str, amount: int, books: Books, name: str) -> list[int]:
    """Consume so many messages; their delivery tags."""
    tags: list[int] = []
    for method, _, _ in channel.consume(queue, inactivity_timeout=10.0):
        assert method is not None, (name, len(tags), amount)
        tags.append(method.delivery_tag)
        if len(tags) == amount:
            break
    books[name, "delivered", queue] += amount
    return tags


def publisher(url: str, amount: int, books: Books) -> None:
    link = connect(url, "orders-1")
    channel = link.channel()
    channel.confirm_delivery()
    for number in range(amount):
        channel.basic_publish("", f"work.{number % 5}", b"x" * (number % 300))
    for _ in range(7):
        with contextlib.suppress(pika.exceptions.UnroutableError):
            channel.basic_publish("", "nobody", b"x", mandatory=True)
    link.close()
    books["orders", "published", ""] += amount + 7
    books["orders", "confirmed", ""] += amount + 7
    books["orders", "returned", ""] += 7


def single(url: str, amount: int, books: Books) -> None:
    link = connect(url, "single-1")
    channel = link.channel()
    channel.basic_qos(prefetch_count=amount)
    for tag in take(channel, "work.0", amount, books, "single"):
        channel.basic_ack(tag)
    books["single", "acked", "work.0"] += amount
    link.close()


def several(url: str, amount: int, books: Books) -> None:
    link = connect(url, "several-1")
    channel = link.channel()
    channel.basic_qos(prefetch_count=amount)
    tags = take(channel, "work.1", amount, books, "several")
    channel.basic_ack(tags[amount // 2], multiple=True)
    channel.basic_nack(tags[-2], multiple=True, requeue=False)
    channel.basic_ack(0, multiple=True)
    books["several", "acked", "work.1"] += amount // 2 + 2
    books["several", "nacked", "work.1"] += amount - amount // 2 - 2
    link.close()


def rejecting(url: str, amount: int, books: Books) -> None:
    """Each comes twice: put back the first time, rejected for good the second time."""
    link = connect(url, "rejecting-1")
    channel = link.channel()
    channel.basic_qos(prefetch_count=1)
    messages = channel.consume("work.2", inactivity_timeout=10.0)
    for seen, (method, _, _) in enumerate(messages, start=1):
        assert method is not None
        channel.basic_reject(method.delivery_tag, requeue=not method.redelivered)
        if seen == 2 * amount:
            break
    books["rejecting", "delivered", "work.2"] += 2 * amount
    books["rejecting", "rejected", "work.2"] += 2 * amount
    link.close()


def fetching(url: str, amount: int, books: Books) -> None:
    link = connect(url, "fetching-1")
    channel = link.channel()
    for _ in range(amount):
        method, _, _ = channel.basic_get("work.3")
        channel.basic_ack(method.delivery_tag)
    books["fetching", "got", "work.3"] += amount
    books["fetching", "acked", "work.3"] += amount
    link.close()


def dying(url: str, amount: int, books: Books) -> None:
    """Acks ten, then makes a mistake that costs the channel; another channel and the line as well."""
    link = connect(url, "dying-1")
    channel = link.channel()
    channel.basic_qos(prefetch_count=amount)
    for tag in take(channel, "work.4", amount, books, "dying")[:10]:
        channel.basic_ack(tag)
    channel.basic_ack(999_999)
    with pytest.raises(pika.exceptions.AMQPChannelError):
        channel.queue_declare("work.4", passive=True)
    other = link.channel()
    other.basic_qos(prefetch_count=amount)
    take(other, "work.4", amount - 10, books, "dying")
    link._impl._transport._sock.shutdown(socket.SHUT_RDWR)
    with pytest.raises(pika.exceptions.AMQPConnectionError):
        other.queue_declare("work.4", passive=True)
    books["dying", "acked", "work.4"] += 10


WORK = (single, several, rejecting, fetching, dying)


def test_that_every_transition_equals_the_books(vhost_url: str) -> None:
    books: Books = Counter()
    amount = 200
    setup = connect(vhost_url, "setup")
    for number in range(5):
        setup.channel().queue_declare(f"work.{number}")
    with proxied(vhost_url) as (_, told, url):
        publisher(url, amount * 5, books)
        threads = [threading.Thread(target=work, args=(url, amount, books)) for work in WORK]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        told.until(lambda: told.counts()["dying", "connection_closed", ""])
    setup.close()
    counts = {
        key: count
        for key, count in told.counts().items()
        if key[1] in {word for _, word, _ in books}
    }

    assert counts == books
    assert told.lost == 0
    dead = [fact for fact in told.facts if fact.kind is Kind.CHANNEL_CLOSED and fact.amount]
    assert [(one.party.service, one.amount) for one in dead] == [
        ("dying", amount - 10),
        ("dying", amount - 10),
    ]
    assert dead[0].code == 406
    assert "unknown delivery tag" in dead[0].text


def test_that_nothing_escapes_at_five_thousand_messages_a_second(vhost_url: str) -> None:
    with proxied(vhost_url) as (_, told, url):
        consumer = threading.Thread(target=_consume_all, args=(url,))
        link = connect(vhost_url, "setup")
        link.channel().queue_declare("fast")
        consumer.start()
        _publish_paced(url)
        consumer.join()
        told.until(lambda: told.counts()["busy", "connection_closed", ""])
        told.until(lambda: told.counts()["slow", "connection_closed", ""])
        link.close()
    counts = told.counts()

    assert told.lost == 0
    assert counts["busy", "published", ""] == MESSAGES
    assert counts["slow", "delivered", "fast"] == MESSAGES
    assert counts["slow", "acked", "fast"] == MESSAGES


def _publish_paced(url: str) -> None:
    link = connect(url, "busy")
    channel = link.channel()
    began = time.monotonic()
    for number in range(MESSAGES):
        channel.basic_publish("", "fast", b"x" * 100)
        early = number / RATE - (time.monotonic() - began)
        if early > 0.002:
            link.process_data_events(early)
    link.close()


def _consume_all(url: str) -> None:
    link = connect(url, "slow")
    channel = link.channel()
    channel.basic_qos(prefetch_count=500)
    for got, (method, _, _) in enumerate(channel.consume("fast"), start=1):
        channel.basic_ack(method.delivery_tag)
        if got == MESSAGES:
            break
    link.close()


def with_pika(url: str) -> None:
    link = connect(url, "pika")
    channels = [link.channel() for _ in range(CHANNELS)]
    for number, channel in enumerate(channels):
        queue = channel.queue_declare("", exclusive=True).method.queue
        body = os.urandom(LARGE if number == 0 else number * 300)
        channel.basic_publish("", queue, body, pika.BasicProperties(headers={"n": number}))
        _, _, came = channel.basic_get(queue, auto_ack=True)
        assert came == body
    link.close()


def with_aio_pika(url: str) -> None:
    async def run() -> None:
        async with await aio_pika.connect(url) as link:
            channel = await link.channel()
            queue = await channel.declare_queue(exclusive=True)
            bodies = [os.urandom(size) for size in (0, 1, 131_064, 131_065, 3_000_000)]
            for body in bodies:
                await channel.default_exchange.publish(aio_pika.Message(body), queue.name)
            for body in bodies:
                message = await queue.get()
                assert message.body == body
                await message.ack()

    asyncio.run(run())


def with_py_amqp(url: str) -> None:
    parts = urlsplit(url)
    host, vhost = f"{parts.hostname}:{parts.port}", unquote(parts.path[1:])
    with amqp.Connection(host, "guest", "guest", virtual_host=vhost) as link:
        channel = link.channel()
        queue = channel.queue_declare(exclusive=True).queue
        bodies = [os.urandom(size) for size in (1, 5000, 2_000_000)]
        for body in bodies:
            channel.basic_publish_confirm(amqp.Message(body), routing_key=queue)
        for body in bodies:
            message = channel.basic_get(queue)
            assert message.body == body
            channel.basic_ack(message.delivery_tag)


def with_amqplib(url: str) -> None:
    subscriber = subprocess.Popen(
        ["node", str(NODE / "hello_subscriber.js"), url, "20"], stdout=subprocess.PIPE, text=True
    )
    assert subscriber.stdout is not None
    with subscriber, subscriber.stdout as said:
        assert said.readline() == "consuming\n"
        publishing = ["node", str(NODE / "hello_publisher.js"), url, "20"]
        subprocess.run(publishing, check=True, timeout=60)
        assert said.readline() == "received\n"
        subscriber.terminate()


@pytest.mark.parametrize("use", [with_pika, with_aio_pika, with_py_amqp, with_amqplib])
def test_that_every_client_library_gets_every_byte(vhost_url: str, use: Any) -> None:
    behind = Seal(urlsplit(vhost_url).port or 0)
    try:
        with proxied(at_port(vhost_url, behind.port)) as (_, told, url):
            before = Seal(urlsplit(url).port or 0)
            try:
                use(at_port(url, before.port))
                told.until(lambda: _is_over(told))
            finally:
                before.close()
    finally:
        behind.close()

    assert before.hashes() == behind.hashes()
    assert before.bytes == behind.bytes > 0
    assert told.lost == 0
    assert not any(fact.kind is Kind.LOST_SIGHT for fact in told.facts)


def _is_over(told: Told) -> bool:
    kinds = Counter(fact.kind for fact in told.facts)
    return kinds[Kind.CONNECTION_OPENED] == kinds[Kind.CONNECTION_CLOSED] > 0


def test_that_a_killed_proxy_is_a_broker_that_went_away(vhost_url: str) -> None:
    with proxied(vhost_url) as (source, told, url):
        link = connect(url, "orders")
        os.kill(source.pid, signal.SIGKILL)
        with pytest.raises(pika.exceptions.StreamLostError):
            link.process_data_events(20)
        told.until(lambda: any(isinstance(state, Trouble) for state in told.states))
    trouble = told.states[-1]

    assert isinstance(trouble, Trouble)
    assert trouble.is_the_end


def around_with_pika(url: str, went_round: Callable[[], object]) -> None:
    channel = connect(url, "pika").channel()
    channel.confirm_delivery()
    queue = channel.queue_declare("", exclusive=True).method.queue
    while True:
        channel.basic_publish("", queue, b"x" * 20_000)
        assert channel.basic_get(queue, auto_ack=True)[0] is not None
        went_round()


def around_with_aio_pika(url: str, went_round: Callable[[], object]) -> None:
    async def run() -> None:
        channel = await (await aio_pika.connect(url)).channel()
        queue = await channel.declare_queue(exclusive=True)
        while True:
            message = aio_pika.Message(b"x" * 20_000)
            await channel.default_exchange.publish(message, queue.name)
            await (await queue.get()).ack()
            went_round()

    asyncio.run(run())


def around_with_py_amqp(url: str, went_round: Callable[[], object]) -> None:
    parts = urlsplit(url)
    host, vhost = f"{parts.hostname}:{parts.port}", unquote(parts.path[1:])
    link = amqp.Connection(host, "guest", "guest", virtual_host=vhost)
    link.connect()
    try:
        channel = link.channel()
        queue = channel.queue_declare(exclusive=True).queue
        while True:
            channel.basic_publish_confirm(amqp.Message(b"x" * 20_000), routing_key=queue)
            channel.basic_ack(channel.basic_get(queue).delivery_tag)
            went_round()
    finally:
        link.collect()


@pytest.mark.parametrize(
    ("go_around", "lost"),
    [
        (around_with_pika, pika.exceptions.StreamLostError),
        (around_with_aio_pika, aio_pika.exceptions.AMQPConnectionError),
        (around_with_py_amqp, OSError),
    ],
)
def test_that_who_works_while_the_proxy_is_killed_knows_at_once(
    vhost_url: str, go_around: Callable[..., None], lost: type[Exception]
) -> None:
    rounds = 0
    with proxied(vhost_url) as (source, _, url):

        def went_round() -> None:
            nonlocal rounds
            rounds += 1
            if rounds == 20:
                threading.Thread(target=os.kill, args=(source.pid, signal.SIGKILL)).start()

        with pytest.raises(lost):
            go_around(url, went_round)


def test_that_a_broker_that_comes_and_goes_is_told() -> None:
    port = free_port()
    with proxied(f"amqp://guest:guest@127.0.0.1:{port}/") as (_, told, url):
        for _ in range(2):
            with pytest.raises(pika.exceptions.AMQPConnectionError):
                connect(url, "orders")
        with socket.create_server(("127.0.0.1", port)) as broker:
            threading.Thread(target=connect_in_vain, args=(url,)).start()
            broker.accept()[0].close()
            told.until(lambda: len(told.states) >= 3)
    trouble = told.states[1]

    assert isinstance(trouble, Trouble)
    assert f"nothing listens at 127.0.0.1:{port}" in trouble.why
    assert "start the broker" in trouble.mend
    assert told.states[2] == Reached()


def connect_in_vain(url: str) -> None:
    with contextlib.suppress(pika.exceptions.AMQPConnectionError):
        connect(url, "orders")
