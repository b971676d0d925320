"""Clients that are not ours do their daily work on the embedded broker, unchanged.

All of them do the same: publish ten orders with confirms and one that nobody takes, and consume
three at a time, where every fifth order is given back once and its successor is rejected.
"""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aio_pika
import amqp
import pika
import pika.exceptions
import pytest

SCRIPTS = Path(__file__).parents[1] / "node"
ARGUMENTS: dict[str, Any] = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"}
AMOUNT = 10
EXPECTED = {
    "returned": ["nowhere"],
    "acked": [0, 2, 3, 4, 5, 7, 8, 9],
    "redelivered": [0, 5],
    "dead": [1, 6],
}
"""What became of the orders."""


def fate(number: int, redelivered: bool) -> str:
    """What a consumer does with an order."""
    if number % 5 == 1:
        return "reject"
    return "ack" if number % 5 or redelivered else "requeue"


def by_pika(url: str) -> dict[str, list[Any]]:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.queue_declare("dead")
        channel.queue_declare("orders", arguments=ARGUMENTS)
        channel.confirm_delivery()
        for number in range(AMOUNT):
            channel.basic_publish("", "orders", str(number).encode())
        with pytest.raises(pika.exceptions.UnroutableError) as returned:
            channel.basic_publish("", "nowhere", b"", mandatory=True)
        channel.basic_qos(prefetch_count=3)
        acked, redelivered = [], []
        for method, _, body in channel.consume("orders"):
            number = int(body)
            if method.redelivered:
                redelivered.append(number)
            match fate(number, method.redelivered):
                case "ack":
                    channel.basic_ack(method.delivery_tag)
                    acked.append(number)
                case todo:
                    channel.basic_nack(method.delivery_tag, requeue=todo == "requeue")
            if len(acked) == 8:
                break
        channel.cancel()
        dead = [int(channel.basic_get("dead", auto_ack=True)[2]) for _ in range(2)]
    return {
        "returned": [one.method.routing_key for one in returned.value.messages],
        "acked": acked,
        "redelivered": redelivered,
        "dead": dead,
    }


def by_py_amqp(url: str) -> dict[str, list[Any]]:
    parts = urlsplit(url)
    seen: dict[str, list[Any]] = {"returned": [], "acked": [], "redelivered": [], "dead": []}
    with amqp.Connection(
        f"{parts.hostname}:{parts.port}",
        virtual_host=unquote(parts.path[1:]),
        confirm_publish=True,
    ) as connection:
        channel = connection.channel()
        channel.queue_declare("dead", auto_delete=False)
        channel.queue_declare("orders", auto_delete=False, arguments=ARGUMENTS)
        for number in range(AMOUNT):
            channel.basic_publish(amqp.Message(str(number)), routing_key="orders")
        channel.events["basic_return"].add(lambda *told: seen["returned"].append(told[2]))
        channel.basic_publish(amqp.Message(""), routing_key="nowhere", mandatory=True)

        def take(message: Any) -> None:
            number, redelivered = int(message.body), message.delivery_info["redelivered"]
            if redelivered:
                seen["redelivered"].append(number)
            match fate(number, redelivered):
                case "ack":
                    channel.basic_ack(message.delivery_tag)
                    seen["acked"].append(number)
                case todo:
                    channel.basic_reject(message.delivery_tag, requeue=todo == "requeue")

        channel.basic_qos(0, 3, False)
        channel.basic_consume("orders", callback=take)
        while len(seen["acked"]) < 8:
            connection.drain_events(timeout=10)
        seen["dead"] = [int(channel.basic_get("dead", no_ack=True).body) for _ in range(2)]
    return seen


async def through_aio_pika(url: str) -> dict[str, list[Any]]:
    seen: dict[str, list[Any]] = {"returned": [], "acked": [], "redelivered": [], "dead": []}
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel(on_return_raises=True)
        dead = await channel.declare_queue("dead")
        orders = await channel.declare_queue("orders", arguments=ARGUMENTS)
        exchange = channel.default_exchange
        await asyncio.gather(
            *(exchange.publish(aio_pika.Message(b"%d" % n), "orders") for n in range(AMOUNT))
        )
        with pytest.raises(aio_pika.exceptions.PublishError) as returned:
            await exchange.publish(aio_pika.Message(b""), "nowhere")
        back: Any = returned.value.message
        seen["returned"] = [back.delivery.routing_key]
        await channel.set_qos(prefetch_count=3)
        async with orders.iterator() as messages:
            async for message in messages:
                number = int(message.body)
                if message.redelivered:
                    seen["redelivered"].append(number)
                match fate(number, bool(message.redelivered)):
                    case "ack":
                        await message.ack()
                        seen["acked"].append(number)
                    case todo:
                        await message.nack(requeue=todo == "requeue")
                if len(seen["acked"]) == 8:
                    break
        for _ in range(2):
            seen["dead"].append(int((await dead.get(no_ack=True)).body))
    return seen


def by_aio_pika(url: str) -> dict[str, list[Any]]:
    return asyncio.run(through_aio_pika(url))


def by_amqplib(url: str) -> dict[str, list[Any]]:
    said = subprocess.check_output(["node", str(SCRIPTS / "orders.js"), url], timeout=60)
    seen: dict[str, list[Any]] = json.loads(said)
    return seen


@pytest.mark.parametrize("work", [by_pika, by_py_amqp, by_aio_pika, by_amqplib])
def test_that_it_confirms_returns_redelivers_and_dead_letters(vhost_url: str, work: Any) -> None:
    seen = work(vhost_url)

    assert {name: sorted(found) for name, found in seen.items()} == EXPECTED


def test_that_hello_world_arrives(vhost_url: str) -> None:
    command = ["node", str(SCRIPTS / "hello_subscriber.js"), vhost_url, "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as subscriber:
        assert subscriber.stdout is not None
        assert subscriber.stdout.readline() == "consuming\n"
        script = SCRIPTS / "hello_publisher.js"
        subprocess.run(["node", str(script), vhost_url, "3"], check=True, timeout=60)
        assert subscriber.stdout.readline() == "received\n"
        subscriber.terminate()
    assert subscriber.returncode == 0
