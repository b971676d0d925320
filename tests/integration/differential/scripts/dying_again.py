"""Messages that die more than once: retries, circles, deaths that a client made up."""

from typing import Any

from core.amqp.fields import Field
from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage


def retried_with_a_delay(stage: Stage) -> None:
    channel = stage.channel()
    back = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": "work"}
    channel.declare("retry", x_message_ttl=15, **back)
    channel.declare("work", x_dead_letter_exchange="", x_dead_letter_routing_key="retry")
    channel.fill("work", [b"poison"], headers={"mine": "yes"}, expiration="50000")
    channel.do("basic.consume", queue="work", consumer_tag="c")
    for tag in range(1, 5):
        channel.wait("basic.deliver")
        channel.send("basic.reject", delivery_tag=tag, requeue=False)
    channel.wait("basic.deliver")


def through_several_queues(stage: Stage) -> None:
    channel = stage.channel()
    for number in range(3):
        following = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": f"q{number + 1}"}
        channel.declare(f"q{number}", **following)
    channel.declare("q3")
    channel.fill("q0", [b"1"])
    for number in range(3):
        channel.do("basic.get", queue=f"q{number}")
        channel.send("basic.reject", delivery_tag=number + 1, requeue=False)
        channel.settle(f"q{number}", f"q{number + 1}")
    channel.do("basic.get", queue="q3")


def for_different_reasons(stage: Stage) -> None:
    channel = stage.channel()
    back = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": "q"}
    channel.declare("q", x_message_ttl=40, x_dead_letter_exchange="", x_dead_letter_routing_key="p")
    channel.declare("p", x_max_length=1, **back)
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    channel.settle("q", "p")
    channel.fill("p", [b"pushes"])
    channel.settle("q")
    stage.until_depth("q", 0)
    channel.settle("p", "q")
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.settle("q", "p", "q")


def in_a_circle_that_expires(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_message_ttl=15, x_dead_letter_exchange="", x_dead_letter_routing_key="q")
    channel.fill("q", [b"1"])
    stage.until_depth("q", 0)
    channel.do("queue.declare", queue="q", passive=True)


def in_a_circle_of_two_that_expires(stage: Stage) -> None:
    channel = stage.channel()
    for name, other, lives in (("q", "p", 15), ("p", "q", 500)):  # long enough to be met in p
        following = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": other}
        channel.declare(name, x_message_ttl=lives, **following)
    channel.fill("q", [b"1"])
    stage.until_depth("q", 0)
    stage.until_depth("p", 1)
    stage.until_depth("p", 0)
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("queue.declare", queue="p", passive=True)


def in_a_circle_by_rejection(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_dead_letter_exchange="", x_dead_letter_routing_key="q")
    channel.fill("q", [b"1"])
    for tag in (1, 2, 3):
        channel.do("basic.get", queue="q")
        channel.send("basic.reject", delivery_tag=tag, requeue=False)
        channel.settle("q")
    channel.do("basic.get", queue="q")


def in_a_circle_by_length(stage: Stage) -> None:
    channel = stage.channel()
    following = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": "q"}
    channel.declare("q", x_max_length=1, **following)
    channel.fill("q", [b"1", b"2"])
    channel.settle("q")
    channel.do("basic.get", queue="q")
    channel.do("basic.get", queue="q")


def published_again_with_its_x_death(stage: Stage) -> None:
    channel = _with_dead(stage)
    count = {
        "count": Field("l", 3),
        "reason": "rejected",
        "queue": "q",
        "time": Field("T", 1700000000),
        "exchange": "",
        "routing-keys": ["q"],
    }
    for deaths in ([count], [{**count, "queue": "other"}], [{**count, "reason": "expired"}]):
        channel.fill("q", [b"again"], headers={"x-death": deaths})
    for tag in (1, 2, 3):
        channel.do("basic.get", queue="q")
        channel.send("basic.reject", delivery_tag=tag, requeue=False)
    _show(channel, 3)


def published_with_an_empty_x_death(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.fill("q", [b"1"], headers={"x-death": []})
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    _show(channel, 1)


def first_death_of_a_client_is_kept(stage: Stage) -> None:
    channel = _with_dead(stage)
    channel.fill("q", [b"1"], headers={"x-first-death-queue": "mine"})
    channel.do("basic.get", queue="q")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    _show(channel, 1)


def _with_dead(stage: Stage, **arguments: Any) -> Channel:
    channel = stage.channel()
    channel.declare("dead")
    following = {"x_dead_letter_exchange": "", "x_dead_letter_routing_key": "dead"}
    channel.declare("q", **following, **arguments)
    return channel


def _show(channel: Channel, count: int, *queues: str) -> None:
    channel.settle(*(queues or ("q", "dead")))
    channel.do("queue.declare", queue="dead", passive=True)
    for _ in range(count):
        channel.do("basic.get", queue="dead")
