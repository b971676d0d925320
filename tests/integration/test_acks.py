"""`flowscope acks` beside the books of services that settle messages in every way there is."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.integration.ack_books import AckBooks, Holder, Publisher, connected
from tests.integration.commands import Command, surfaces
from tests.integration.shop import connect
from tests.private_node import PrivateNode

QUEUES = ("single.q", "multiple.q", "nack.q", "reject.q", "dead.q", "dies.q", "get.q", "auto.q")
EACH = 200


@pytest.fixture
def acks(node: PrivateNode, vhost_url: str) -> Iterator[Command]:
    """Running, with services yet to come."""
    declare(vhost_url)
    where = surfaces(node, vhost_url)
    command = Command("acks", "--via", "proxy", "--listen", "127.0.0.1:0", "--list", "9999", *where)
    command.wait_until_says("listening on ")
    yield command
    if command.process.poll() is None:
        command.process.kill()
        command.finish()


@pytest.fixture
def through(acks: Command, vhost_url: str) -> str:
    """The vhost's URL by way of the proxy."""
    address = next(line for line in acks.said if "listening on" in line).split()[-1]
    login, _, path = vhost_url.partition("@")
    return f"{login}@{address}/{path.partition('/')[2]}"


def declare(url: str) -> None:
    link = connect(url, "setup")
    channel = link.channel()
    for queue in QUEUES:
        dead = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead.q"}
        channel.queue_declare(queue, arguments=dead if queue == "reject.q" else {})
    link.close()


def counted(report: Any) -> Counter[tuple[str, str]]:
    places = [(queue["name"], queue["counts"]) for queue in report["queues"]]
    places += [(publisher["service"], publisher["counts"]) for publisher in report["publishers"]]
    found = {(place, event): n for place, counts in places for event, n in counts.items() if n}
    return Counter(found)


def held(report: Any) -> set[tuple[str, str, str]]:
    return {
        (message["queue"], message["service"], message["message_id"])
        for queue in report["queues"]
        for message in queue["unacked_messages"]
    }


def settle_singly(holder: Holder) -> None:
    holder.consume(prefetch=10)
    for number in range(1, EACH - 4):
        holder.wait("deliver", number)
        holder.ack(min(holder.held))
    holder.wait("deliver", EACH)


def settle_together(holder: Holder) -> None:
    holder.consume()
    holder.wait("deliver", EACH)
    for tag in range(10, EACH - 10, 10):
        holder.ack(tag, multiple=True)


def settle_by_nack(holder: Holder) -> None:
    holder.consume()
    holder.wait("deliver", EACH)
    holder.nack(50, multiple=True)
    for tag in (60, 70, 80):
        holder.nack(tag, requeue=True)
    holder.wait("deliver", EACH + 3)
    holder.nack(100, multiple=True, requeue=True)
    holder.wait("deliver", EACH + 3 + 47)
    holder.recover()
    holder.wait("deliver", 2 * EACH)
    holder.ack(max(holder.held) - 5, multiple=True)


def settle_by_reject(holder: Holder, dead: Holder) -> None:
    holder.consume(prefetch=50)
    holder.wait("deliver", 50)
    for tag in range(1, 21):
        holder.reject(tag)
    for tag in range(21, 31):
        holder.reject(tag, requeue=True)
    holder.wait("deliver", 80)
    dead.consume()
    dead.wait("deliver", 20)
    dead.ack(15, multiple=True)


def die(holder: Holder) -> None:
    for end in (holder.close_channel, holder.break_channel):
        holder.consume(prefetch=EACH)
        holder.wait("deliver", EACH if end == holder.close_channel else 2 * EACH)
        end()


def fetch(holder: Holder) -> None:
    holder.get(10)
    holder.ack(5, multiple=True)
    holder.ack(7)
    holder.nack(8, requeue=True)
    holder.get(20, auto_ack=True)
    holder.get(3)


def test_that_every_count_and_every_unacked_message_is_what_the_services_say(
    acks: Command, through: str
) -> None:
    books = AckBooks()
    with ExitStack() as links:
        shop = Publisher(links.enter_context(connected(through, "shop")), books)
        holders = {}
        for queue in QUEUES:
            link = links.enter_context(connected(through, queue[:-2]))
            holders[queue] = Holder(link, queue[:-2], queue, books)
            shop.publish(queue, 0 if queue == "dead.q" else EACH)
        shop.publish("nobody.q", 7)
        work(holders)
        acks.interrupt()
        report = acks.json()

    books.counts["reject.q", "dead_letter"] = 20
    assert counted(report) == +books.counts
    assert held(report) == books.unacked
    assert report["complete"], report
    assert all(queue["unacked"] == len(queue["unacked_messages"]) for queue in report["queues"])


def work(holders: dict[str, Holder]) -> None:
    settle_singly(holders["single.q"])
    settle_together(holders["multiple.q"])
    settle_by_nack(holders["nack.q"])
    settle_by_reject(holders["reject.q"], holders["dead.q"])
    die(holders["dies.q"])
    fetch(holders["get.q"])
    holders["auto.q"].consume(auto_ack=True)
    holders["auto.q"].wait("deliver_no_ack", EACH)
    for queue in set(QUEUES) - {"dies.q"}:
        holders[queue].ask()
