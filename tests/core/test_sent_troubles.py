from dataclasses import replace

from core import numbers
from core.ack_flow import AckFlow
from core.disproof import Disproof
from core.fact_log import logged
from core.graph import FlowGraph
from core.message_facts import Flag, Kind
from core.sent_troubles import SentTroubles
from core.topology import Binding, Exchange, Topology
from core.witness import Witness
from tests.core.seen_facts import SHOP, answered, published
from tests.core.seen_troubles import BOUND, SERVICES, topology, troubles


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
        f"1 returned since {since}: no binding of orders matches 'orders.1'"
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

    nearest = "the nearest is 'order.*' to billing.q: 'orders' instead of 'order'"
    first, second = (f"no binding of orders matches 'orders.{n}'; {nearest}" for n in (1, 2))
    assert trouble.text == (
        f"published, but to no queue, 1 of 3: {first}; 1: {second}; 1 for 1 other reason"
    )


def test_that_a_key_that_two_publish_is_one() -> None:
    again = published(2, routing_key="orders.1", party=SHOP._replace(service="shop-2"))
    (trouble,) = troubles(published(1, routing_key="orders.1"), again, lost=1)

    assert trouble.text == "published, but to no queue: nothing is bound to orders"


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
    found = SentTroubles(Witness(graph, flow, SERVICES.get, disproof))
    for at in (1000.0, 1061.0):
        disproof.look(at, at)
        list(found.troubles(why_nowhere, at))

    assert asked == ["orders.new"]


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


def wanting(queue: str, **headers: object) -> Binding:
    arguments = {"x-match": "all", **headers}
    return Binding(source="orders", destination=queue, routing_key="", arguments=arguments)


def test_that_each_cause_is_told_with_its_share_whichever_message_came_last() -> None:
    declared = Topology(
        exchanges={"orders": Exchange(name="orders", type="headers")},
        bindings=(
            wanting("clear", document="declaration", region="eu"),
            wanting("duty", document="invoice", weight_class=3),
        ),
    )
    invoices = [f'{{"document": "invoice", "weight_class": "{n}"}}' for n in (3, 3, 1, 3, 2)]
    foreign = '{"document": "declaration", "region": "uk"}'
    for texts in ([*invoices, foreign], [foreign, *invoices]):
        sent = [
            published(n, routing_key="", flags=Flag.ACKS_UNSEEN, text=text)
            for n, text in enumerate(texts)
        ]
        (trouble,) = troubles(*sent, declared=declared, lost=6)

        assert trouble.text == (
            "published, but to no queue, 5 of 6: no binding of orders matches the headers; the "
            "nearest, to duty, requires weight_class = the number 3, which is the text '3'; "
            "1: no binding of orders matches the headers; the nearest, to clear, requires "
            "region = 'eu', which is 'uk'"
        )
