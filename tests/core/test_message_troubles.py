from dataclasses import replace
from typing import Any

import pytest

from core import numbers
from core.ack_flow import AckFlow
from core.disproof import Disproof
from core.fact_log import logged
from core.graph import FlowGraph
from core.message_facts import Flag, Kind, MessageFact
from core.message_troubles import message_troubles
from core.topology import Binding, Exchange, Topology
from core.troubles import Trouble
from core.unrouted import Unrouted
from tests.core.seen_facts import BILLING, SHOP, answered, published, seen

BOUND = Binding(source="orders", destination="billing.q", routing_key="order.*")
SERVICES = {SHOP.connection: "service:shop", BILLING.connection: "service:billing"}


def topology(*bindings: Binding) -> Topology:
    exchanges = {"orders": Exchange(name="orders", type="topic")}
    return Topology(exchanges=exchanges, bindings=bindings)


def troubles(
    *facts: MessageFact,
    at: float = 1000.0,
    declared: Topology | None = None,
    lost: int | None = None,
) -> list[Trouble]:
    graph, flow = FlowGraph(), AckFlow()
    graph.node("service", "shop")
    graph.edge("deliver", "queue:billing.q", "service:billing")
    edge = graph.edge("publish", "service:shop", "exchange:orders")
    if lost is not None:
        graph.count_with(edge)
        graph.tally.credit(edge.counters["drop_unroutable"], lost)
    flow.fold(logged(*facts))
    why_nowhere = Unrouted(declared or topology()).why
    disproof = Disproof(graph, lambda _: True)
    disproof.look(at, at)
    return list(message_troubles(graph, why_nowhere, flow, SERVICES.get, at, disproof))


def loop(times: int) -> list[MessageFact]:
    """A message that is rejected and redelivered so many times, and held at last."""
    facts = [seen(Kind.DELIVERED, 1, message_id="poison")]
    for tag in range(1, times + 1):
        again = seen(Kind.DELIVERED, tag + 1, message_id="poison", flags=Flag.REDELIVERED)
        facts += [seen(Kind.REJECTED, tag, flags=Flag.REQUEUE), again]
    return facts


def test_that_a_message_that_goes_round_is_named() -> None:
    (trouble,) = troubles(*loop(7))

    assert trouble.at == ("deliver", "queue:billing.q", "service:billing")
    assert trouble.messages == ("poison",)
    assert trouble.text == "poison comes back again and again: redelivered at least 7 times"


@pytest.mark.parametrize("end", [seen(Kind.ACKED, 8), seen(Kind.REJECTED, 8), seen(Kind.NACKED, 8)])
def test_that_a_loop_is_over_when_the_message_is_settled(end: MessageFact) -> None:
    assert troubles(*loop(7), end) == []


def test_that_a_loop_is_over_when_it_comes_back_no_more() -> None:
    back = seen(Kind.REJECTED, 8, flags=Flag.REQUEUE)

    assert troubles(*loop(7), back, at=1059.0) != []
    assert troubles(*loop(7), back, at=1061.0) == []


def test_that_a_loop_that_is_not_seen_any_more_is_told_with_the_time_until_which_it_was() -> None:
    told = "poison comes back again and again: redelivered at least 6 times"
    unseen: dict[str, Any] = {"message_id": "poison", "flags": Flag.REDELIVERED | Flag.ACKS_UNSEEN}
    heard = [seen(Kind.DELIVERED, **unseen) for _ in range(6)]

    assert [one.text for one in troubles(*heard, at=1009.0)] == [told]
    assert [one.text for one in troubles(*heard, at=1030.0)] == [
        f"{told}; seen until {numbers.clock(1000.0)}"
    ]


def test_that_a_few_redeliveries_are_no_loop() -> None:
    assert troubles(*loop(4)) == []


def test_that_a_return_names_the_nearest_binding() -> None:
    returned = answered(Kind.RETURNED, 1)
    sent = published(1, routing_key="orders.new", message_id="m-7")
    (trouble,) = troubles(sent, returned, declared=topology(BOUND))

    assert trouble.at == ("publish", "service:shop", "exchange:orders")
    assert trouble.text == (
        f"1 returned since {numbers.clock(1000.0)}: no binding of orders matches 'orders.new'; "
        "the nearest is 'order.*' to billing.q: 'orders' instead of 'order'"
    )
    assert trouble.messages == ("m-7",)


def test_that_a_return_is_over_once_a_binding_is_there_or_it_is_long_ago() -> None:
    sent = published(1, routing_key="order.new", flags=Flag.MANDATORY)
    facts = sent, replace(sent, kind=Kind.RETURNED)

    assert troubles(*facts, declared=topology(BOUND)) == []
    assert troubles(*facts, at=1061.0) == []


def test_that_an_edge_is_told_once_however_many_routing_keys_came_back() -> None:
    sent = [published(n, routing_key=f"orders.{n}", flags=Flag.MANDATORY) for n in range(1, 301)]
    facts = [fact for one in sent for fact in (one, replace(one, kind=Kind.RETURNED))]
    (trouble,) = troubles(*facts, declared=topology(BOUND))

    assert trouble.amount == 300
    since = numbers.clock(1000.0)
    assert trouble.text.startswith(
        f"1 returned since {since}: no binding of orders matches 'orders.300'"
    )
    assert trouble.text.endswith("; 299 more with 299 other routing keys")


def test_that_a_key_that_leads_nowhere_is_named_where_messages_are_lost() -> None:
    sent = [published(1, routing_key="order.new"), published(2, routing_key="orders.new")]
    (trouble,) = troubles(*sent, declared=topology(BOUND), lost=1)

    assert (trouble.kind, trouble.at) == ("nowhere", ("publish", "service:shop", "exchange:orders"))
    assert trouble.text == (
        "published, but to no queue: no binding of orders matches 'orders.new'; "
        "the nearest is 'order.*' to billing.q: 'orders' instead of 'order'"
    )
    assert trouble.source == "single facts"


def test_that_many_keys_that_lead_nowhere_are_told_once() -> None:
    sent = [published(n, routing_key=f"orders.{n}") for n in range(1, 4)]
    (trouble,) = troubles(*sent, declared=topology(BOUND), lost=1)

    assert trouble.text.endswith("; the same with 2 other routing keys")


def test_that_a_key_that_two_publish_is_one() -> None:
    again = published(2, routing_key="orders.1", party=SHOP._replace(service="shop-2"))
    (trouble,) = troubles(published(1, routing_key="orders.1"), again, lost=1)

    assert "other routing key" not in trouble.text


def test_that_no_key_leads_nowhere_where_nothing_is_lost_or_it_is_long_ago() -> None:
    sent = published(1, routing_key="orders.new", flags=Flag(0))

    assert [trouble.kind for trouble in troubles(sent, lost=1)] == ["nowhere"]
    assert troubles(sent, at=1061.0, lost=1) == []
    assert troubles(sent, lost=0) == troubles(sent) == []


def test_that_what_came_back_long_ago_is_not_looked_into() -> None:
    asked: list[str] = []
    graph, flow = FlowGraph(), AckFlow()
    graph.edge("publish", "service:shop", "exchange:orders")
    sent = published(1, routing_key="orders.new", flags=Flag.MANDATORY)
    flow.fold(logged(sent, replace(sent, kind=Kind.RETURNED)))

    def why_nowhere(_exchange: str, routing_key: str, _headers: str) -> str:
        asked.append(routing_key)
        return "nobody"

    disproof = Disproof(graph, lambda _: True)
    for at in (1000.0, 1061.0):
        disproof.look(at, at)
        list(message_troubles(graph, why_nowhere, flow, SERVICES.get, at, disproof))

    assert asked == ["orders.new"]


def test_that_a_publisher_that_waits_is_told_with_its_oldest_message() -> None:
    sent = [published(1, 1000.0, message_id="m-1"), published(2, 1001.0)]
    (trouble,) = troubles(*sent, at=1008.0)

    assert trouble.at == ("publish", "service:shop", "exchange:orders")
    assert trouble.text == "2 unconfirmed, the oldest for at least 8 s"
    assert trouble.messages == ("m-1",)
    assert troubles(*sent, at=1004.0) == []
    confirms = [answered(Kind.CONFIRMED, tag, 1007.0) for tag in (1, 2)]
    assert troubles(*sent, *confirms, at=1008.0) == []


def round_trip(deaths: int) -> list[MessageFact]:
    """A message that was rejected, delayed and delivered so many times."""
    facts = []
    for times in range(1, deaths + 1):
        dead = seen(Kind.DELIVERED, times, message_id="poison", death_queue="retry.q", deaths=times)
        facts += [dead, seen(Kind.REJECTED, times)]
    return facts


def test_that_a_message_that_goes_round_by_dead_lettering_is_named() -> None:
    (trouble,) = troubles(*round_trip(12))

    assert trouble.at == ("deliver", "queue:billing.q", "service:billing")
    assert trouble.messages == ("poison",)
    assert trouble.text == "poison goes round by way of dead-lettering: 12 times from retry.q"
    assert trouble.source == "single facts"


def test_that_a_few_retries_are_no_loop() -> None:
    assert troubles(*round_trip(9)) == []


def test_that_such_a_loop_is_over_when_it_is_acked_or_comes_no_more() -> None:
    last = seen(Kind.DELIVERED, 13, message_id="poison", death_queue="retry.q", deaths=13)

    assert troubles(*round_trip(12), last, seen(Kind.ACKED, 13)) == []
    assert troubles(*round_trip(12), at=1061.0) == []


def test_that_a_healthy_flow_is_silent() -> None:
    facts = published(1), answered(Kind.CONFIRMED, 1), seen(Kind.DELIVERED, 1), seen(Kind.ACKED, 1)

    assert troubles(*facts, at=2000.0) == []


def test_that_a_message_that_goes_round_leads_to_its_life() -> None:
    (trouble,) = troubles(*loop(7))

    assert [message.message_id for message in trouble.lives] == ["poison"]


def test_that_a_message_that_no_queue_took_leads_to_its_life() -> None:
    unrouted = published(1, routing_key="orders.new", message_id="m-7")
    heard = replace(unrouted, flags=Flag.ACKS_UNSEEN)
    (trouble,) = troubles(heard, declared=topology(BOUND), lost=1)

    assert trouble.messages == ("m-7",)
    assert [message.message_id for message in trouble.lives] == ["m-7"]


def test_that_headers_that_no_binding_wants_are_told_with_the_nearest() -> None:
    wanted = Binding(
        source="orders",
        destination="billing.q",
        routing_key="",
        arguments={"x-match": "all", "class": 3},
    )
    exchanges = {"orders": Exchange(name="orders", type="headers")}
    declared = Topology(exchanges=exchanges, bindings=(wanted,))
    sent = published(1, routing_key="", flags=Flag.ACKS_UNSEEN, text='{"class": "3"}')
    (trouble,) = troubles(sent, declared=declared, lost=1)

    assert trouble.text == (
        "published, but to no queue: no binding of orders matches the headers; "
        "the nearest, to billing.q, requires class = the number 3, which is the text '3'"
    )
