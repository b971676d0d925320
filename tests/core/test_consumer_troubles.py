from typing import Any

import pytest

from core.consumer_troubles import Holder, consumer_troubles, limit_of
from core.graph import FlowGraph
from core.message_facts import Kind
from core.topology import Channel, Consumer, Topology
from core.troubles import Trouble
from tests.core.seen_facts import lives_of, seen

EDGE = ("deliver", "queue:orders", "service:billing")


def graph(ready: int | None = 95, type_: str = "classic") -> FlowGraph:
    made = FlowGraph()
    queue = made.node("queue", "orders")
    queue.ready, queue.type = ready, type_
    made.node("service", "billing")
    made.edge("deliver", "queue:orders", "service:billing")
    return made


def consumer(channel: str = "a (1)", **changed: Any) -> Consumer:
    fields = {"tag": "ctag1", "queue": "orders", "connection": channel[0], "prefetch": 10}
    return Consumer(channel=channel, **{**fields, **changed})


def topology(*consumers: Consumer, global_prefetch: int = 0) -> Topology:
    channels = {
        c.channel: Channel(name=c.channel, connection=c.connection, global_prefetch=global_prefetch)
        for c in consumers
    }
    return Topology(consumers=consumers, channels=channels)


def holder(**changed: Any) -> Holder:
    fields: dict[str, Any] = {
        "channel": "a (1)",
        "service": "service:billing",
        "unacked": 10,
        "still": 12.4,
        "idle": 12.4,
    }
    return Holder(**{**fields, **changed})


def found(holders: list[Holder], of: FlowGraph, told: Topology) -> list[Trouble]:
    return list(consumer_troubles(of, told, holders, lambda _: "service:billing"))


@pytest.mark.parametrize(
    ("changed", "prefetch", "ready", "kind", "text"),
    [
        (
            {},
            10,
            95,
            "stuck",
            "prefetch full (10 of 10 unacked), nothing acked for at least 12 s, 95 wait",
        ),
        (
            {"since_before": True},
            10,
            95,
            "stuck",
            "prefetch full (10 of 10 unacked), nothing acked since watching began, 12 s ago, 95 wait",
        ),
        (
            {"unacked": 1200},
            0,
            0,
            "stuck",
            "1,200 unacked without a prefetch limit, nothing acked for at least 12 s",
        ),
        (
            {"unacked": 3, "still": 200.0},
            10,
            0,
            "holding",
            "3 of 10 unacked, nothing acked for at least 3 min 20 s",
        ),
        (
            {"still": 1.0, "idle": 1.0, "longest_pause": 8.4},
            10,
            95,
            "slow",
            "prefetch full (10 of 10 unacked), acks slowly, up to 8 s between two, 95 wait",
        ),
    ],
)
def test_that_what_is_seen_is_said(
    changed: dict[str, Any], prefetch: int, ready: int, kind: str, text: str
) -> None:
    told = topology(consumer(prefetch=prefetch))

    [trouble] = found([holder(**changed)], graph(ready), told)

    assert (trouble.at, trouble.kind, trouble.text) == (EDGE, kind, text)
    assert trouble.severity == ("warning" if kind == "stuck" else "notice")
    assert trouble.consumers == ("ctag1 on channel a (1)",)


@pytest.mark.parametrize(
    ("changed", "prefetch", "ready"),
    [
        pytest.param({"still": 9.0, "idle": 9.0}, 10, 95, id="not for long enough"),
        pytest.param({"idle": 1.0}, 10, 95, id="it nacks: it gets more though it is full"),
        pytest.param({}, 10, 0, id="nobody waits"),
        pytest.param({"unacked": 4}, 10, 95, id="it may get more"),
        pytest.param({"unacked": 1}, 0, 0, id="one message may take long"),
        pytest.param({"unacked": 2, "handed": 90}, 0, 0, id="it rejects what it gets"),
        pytest.param({"unacked": 2, "handed": 90, "still": 90.0}, 10, 0, id="rejects for long"),
        pytest.param({"still": 40.0, "longest_pause": 30.0}, 10, 0, id="it always takes so long"),
        pytest.param({"longest_pause": 1.0, "still": 1, "idle": 1}, 10, 95, id="busy"),
    ],
)
def test_that_nothing_is_said_without_reason(
    changed: dict[str, Any], prefetch: int, ready: int
) -> None:
    assert found([holder(**changed)], graph(ready), topology(consumer(prefetch=prefetch))) == []


def test_that_who_acks_slowly_is_not_called_stuck() -> None:
    slow = holder(still=15.0, idle=15.0, longest_pause=9.0)

    [trouble] = found([slow], graph(), topology(consumer()))

    assert trouble.kind == "slow"


def test_that_messages_of_a_stream_do_not_wait() -> None:
    assert found([holder()], graph(type_="stream"), topology(consumer())) == []


def test_that_without_consumers_the_prefetch_is_not_known() -> None:
    [trouble] = found([holder(unacked=5, queues=("orders",))], graph(), Topology())

    assert trouble.text.startswith("5 unacked (prefetch not known), nothing acked")
    assert trouble.consumers == ()


def test_that_auto_ack_alone_says_nothing() -> None:
    assert found([holder()], graph(), topology(consumer(ack_required=False))) == []


def test_that_one_of_several_is_told() -> None:
    told = topology(consumer(), consumer("b (1)", tag="ctag2"), consumer("c (1)", active=False))

    [trouble] = found([holder()], graph(), told)

    assert trouble.text.startswith("1 of 2 consumers: prefetch full")


def test_that_all_of_several_are_summed() -> None:
    told = topology(consumer(), consumer("b (1)", tag="ctag2"))

    [trouble] = found([holder(), holder(channel="b (1)", still=30.0)], graph(), told)

    assert trouble.text.startswith("all 2 consumers: prefetch full (20 of 20 unacked)")
    assert "at least 12 s" in trouble.text
    assert len(trouble.consumers) == 2


def test_that_a_shared_channel_is_told() -> None:
    told = topology(consumer(prefetch=5), consumer(queue="other", prefetch=5))

    [trouble] = found([holder(queues=("orders", "other"))], graph(), told)

    assert trouble.text.endswith("(on a channel that serves other queues, too)")


@pytest.mark.parametrize(
    ("prefetches", "together", "limit"),
    [((10,), 0, 10), ((10, 5), 0, 15), ((10, 0), 0, 0), ((0,), 7, 7), ((10,), 7, 7), ((), 7, None)],
)
def test_that_limits_add_up(prefetches: tuple[int, ...], together: int, limit: int | None) -> None:
    told = topology(*(consumer(prefetch=n) for n in prefetches), global_prefetch=together)

    assert limit_of(told, "a (1)") == limit


def test_that_the_message_that_is_held_longest_leads_to_its_life() -> None:
    (message,) = lives_of(seen(Kind.DELIVERED, 1, message_id="m-1"))
    held = holder(oldest="m-1, held for at least 5 s", longest=message)
    (trouble,) = found([held], graph(), topology(consumer()))

    assert trouble.lives == (message,)
