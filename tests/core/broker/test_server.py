"""The embedded broker over real sockets, with clients that are not ours."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aio_pika
import pika
import pika.exceptions
import pytest

from core.broker.node import Listening, Node


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[tuple[Node, Listening]]:
    node = Node()
    where = await node.start()
    try:
        yield node, where
    finally:
        await node.stop()


def connect(url: str, **options: Any) -> pika.BlockingConnection:
    parameters = pika.URLParameters(url)
    for name, value in options.items():
        setattr(parameters, name, value)
    return pika.BlockingConnection(parameters)


def round_trip(url: str, body: bytes) -> tuple[bytes, str]:
    """Publish with a confirm, consume, ack, see that nothing is left."""
    with connect(url) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.basic_publish("", queue, body, pika.BasicProperties(type="t"), mandatory=True)
        method, properties, received = next(channel.consume(queue))
        channel.basic_ack(method.delivery_tag)
        channel.cancel()
        assert channel.basic_get(queue)[0] is None
        return received, properties.type


async def passed_through_pika(size: int) -> None:
    async with running() as (_, where):
        body = bytes(size)
        received = await asyncio.to_thread(round_trip, where.url, body)

    assert received == (body, "t")


async def refusal(url: str, **options: Any) -> pika.exceptions.AMQPError:
    with pytest.raises(pika.exceptions.AMQPError) as raised:
        await asyncio.to_thread(connect, url, **options)
    return raised.value


async def refused_logins() -> None:
    async with running() as (_, where):
        wrong = pika.PlainCredentials("guest", "wrong")
        denied = await refusal(where.url, credentials=wrong)
        nowhere = await refusal(where.url, virtual_host="nope")

    assert isinstance(denied, pika.exceptions.ProbableAuthenticationError)
    assert isinstance(nowhere, pika.exceptions.ProbableAccessDeniedError)


async def forced_close() -> None:
    async with running() as (node, where):
        connection = await asyncio.to_thread(connect, where.url)
        await node.stop()
        with pytest.raises(pika.exceptions.ConnectionClosedByBroker, match=r"320.*shutdown"):
            await asyncio.to_thread(connection.process_data_events, 5)


async def many_clients(amount: int) -> None:
    async with running() as (node, where):
        clients = await asyncio.gather(*(aio_pika.connect(where.url) for _ in range(amount)))
        assert len(node.broker.connections) == amount
        await asyncio.gather(*(client.close() for client in clients))
        assert not node.broker.connections


@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_that_pika_publishes_and_consumes(size: int) -> None:
    asyncio.run(passed_through_pika(size))


def test_that_refused_logins_are_what_pika_takes_them_for() -> None:
    asyncio.run(refused_logins())


def test_that_clients_hear_why_the_broker_ends() -> None:
    asyncio.run(forced_close())


def test_that_many_clients_come_at_once() -> None:
    asyncio.run(many_clients(60))
