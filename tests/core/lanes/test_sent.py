from typing import Any

from core.ack_flow import AckFlow
from core.fact_log import logged
from core.lanes.sent import sent
from core.message_facts import Flag, Kind, MessageFact
from core.message_filter import MessageFilter
from tests.core.seen_facts import SHOP, published, seen


def heard(at: float, key: str, *queues: str, **more: Any) -> list[MessageFact]:
    about = {"party": SHOP, "exchange": "orders", "routing_key": key, **more}
    told = [published(0, at, amount=len(queues), flags=Flag.ACKS_UNSEEN, **about)]
    return [*told, *(seen(Kind.ROUTED, 0, at, **{**about, "queue": one}) for one in queues)]


def told(*facts: MessageFact, exchange: str = "orders", most: int = 10) -> list[Any]:
    flow = AckFlow()
    flow.fold(logged(*facts))
    found = sent(flow.recent_steps, lambda key: key.exchange == exchange, most)
    return [(one.message.routing_key, one.queues, one.times) for one in found]


def test_that_the_newest_come_first_with_the_queues_that_took_them() -> None:
    assert told(*heard(1, "a", "x", "y"), *heard(2, "b", "x")) == [
        ("b", ("x",), 1),
        ("a", ("x", "y"), 1),
    ]


def test_that_each_key_that_no_queue_took_is_above_them_once() -> None:
    facts = [*heard(1, "lost"), *heard(2, "gone"), *heard(3, "lost"), *heard(4, "a", "x")]

    assert told(*facts) == [("lost", (), 2), ("gone", (), 1), ("a", ("x",), 1)]
    assert told(*facts, most=2) == [("lost", (), 2), ("gone", (), 1)]


def test_that_only_what_is_wanted_and_of_which_routing_was_seen_is_told() -> None:
    others = heard(1, "a", "x", exchange="other")

    assert told(*others, published(1)) == []
    assert told(*others, exchange="other") == [("a", ("x",), 1)]


def test_that_queues_of_flowscope_are_no_takers() -> None:
    flow = AckFlow()
    flow.fold(logged(*heard(1, "a", "x", "tap"), *heard(2, "b", "tap")))
    found = sent(flow.recent_steps, lambda _: True, 10, {"tap"})
    assert [(one.message.routing_key, one.queues) for one in found] == [("b", ()), ("a", ("x",))]


def test_that_a_filter_asks_for_keys_and_ids_before_the_newest_are_taken() -> None:
    flow = AckFlow()
    facts = [*heard(1, "a", "x", message_id="id-7"), *heard(2, "lost.7"), *heard(3, "b", "x")]
    flow.fold(logged(*facts))

    found = sent(flow.recent_steps, lambda _: True, 2, (), MessageFilter("7"))

    assert [one.message.routing_key for one in found] == ["lost.7", "a"]
