import json
from collections.abc import Iterator
from typing import Any

import pytest

from core import flow_words, numbers
from core.capabilities import Capability
from core.facts import ConnectionClosed, ConnectionOpened, DeclarationChanged
from core.selection import Selection
from core.session import Session
from core.topology import Binding, Connection, Consumer, Exchange, Queue
from core.topology_log import Entry
from core.wording import speak
from gui.flow.words import lines
from gui.inspector.as_text import as_text
from gui.inspector.page import MOST_ITEMS, Page
from gui.inspector.pages import page_of
from tests.gui.inspector.watched import (
    AT,
    ORDERS,
    PAYMENTS,
    counted,
    delivering,
    fold,
    publishing,
    shop_topology,
    watched,
)

AGAIN = "10.0.0.2:52001 -> 10.0.0.9:5672"
CONNECTED_ANEW = ConnectionOpened(
    at=AT,
    name=AGAIN,
    pid="n/2",
    node="n",
    vhost="/",
    user="shop",
    provided_name="payments",
    peer_host="10.0.0.2",
    product="pika 1.4",
)
CONSUMER_CAME = DeclarationChanged(
    at=AT, what="consumer.created", name="t of payments.q", by="", queue="payments.q"
)
ROUTE: Selection = ("route", "exchange:shop", "queue:payments.q")


@pytest.fixture
def speaking() -> Iterator[None]:
    """Whoever asks for it leaves English behind."""
    yield
    speak()


def keys(shown: Any) -> Any:
    """Of JSON, what is no value."""
    if isinstance(shown, dict):
        return {key: keys(value) for key, value in shown.items()}
    return [keys(one) for one in shown] if isinstance(shown, list) else None


def told(session: Session, selection: Selection) -> str:
    return as_text(page_of(session, selection))


def fact(page: Page, label: str) -> str:
    return next(f.value.text for s in page.sections for f in s.facts if f.label == label)


def test_that_a_service_says_which_rule_named_it() -> None:
    page = page_of(watched(), "service:orders")
    assert fact(page, "named by").startswith("the name that its client gives the connection")
    assert fact(page, "instances") == "1"


def test_that_a_service_tells_what_it_publishes_with_rate_and_counts() -> None:
    session = watched()
    publishing(session)
    words = told(session, "service:orders")
    assert "shop  150/s" in words
    assert "300 published · 280 confirmed · [counted]" in words


def test_that_a_service_tells_how_it_consumes() -> None:
    session = watched()
    delivering(session)
    words = told(session, "service:payments")
    assert "payments.q  40.0/s" in words
    assert "1 consumer, manual ack, prefetch 20 · 80 delivered · 60 acked · [counted]" in words


@pytest.mark.parametrize(
    "selection",
    ["service:payments", "queue:payments.q", ("deliver", "queue:payments.q", "service:payments")],
)
def test_that_acks_of_what_was_delivered_before_are_explained(selection: Selection) -> None:
    session = watched()
    edge = delivering(session)
    assert "before watching began" not in told(session, selection)
    counted(session, edge, ack=30)
    why = "40 more acked than delivered: the consumer held them before watching began"
    assert why in told(session, selection)


def test_that_a_service_lists_its_connections() -> None:
    words = told(watched(), "service:orders")
    assert "orders-1  since " in words
    assert f"{ORDERS} · user shop · host 10.0.0.1 · pika 1.4 · 0 channels" in words


def test_that_a_service_that_connected_anew_has_its_connection_before_the_api_lists_it() -> None:
    session = watched()
    fold(session, ConnectionClosed(at=AT, name=PAYMENTS, pid="n/1"), CONNECTED_ANEW)
    words = told(session, "service:payments")
    assert "instances: 1" in words
    assert f"{AGAIN} · user shop · host 10.0.0.2 · pika 1.4\n" in words
    assert "No connection is open" not in words
    assert PAYMENTS not in words


def test_that_a_consumer_that_came_and_is_not_listed_yet_is_not_missing() -> None:
    session = watched(shop_topology(consumers=()))
    delivering(session)
    assert "no consumer now" in told(session, "service:payments")
    fold(session, CONSUMER_CAME)
    for selection in ("service:payments", "queue:payments.q", delivering(session).key):
        assert "? consumers, the broker lists them soon" in told(session, selection)


def test_that_very_many_connections_are_cut_off_and_counted() -> None:
    many = {
        name: Connection(name=name, provided_name=f"orders-{number}")
        for number in range(MOST_ITEMS + 5)
        if (name := f"10.0.0.1:{number} -> 10.0.0.9:5672")
    }
    words = told(watched(shop_topology(connections=many)), "service:orders")
    assert "and 5 more" in words


def test_that_an_exchange_tells_its_bindings_and_alternate_exchange() -> None:
    session = watched()
    counted(session, session.graph.edges["route", "exchange:shop", "queue:payments.q"], publish=7)
    page = page_of(session, "exchange:shop")
    words = as_text(page)
    assert page.subtitle == "topic exchange"
    assert fact(page, "alternate exchange") == "unrouted"
    assert "binding key order.* · 14 routed · [counted]" in words
    assert "alternate exchange: gets what no binding matches · ? routed · [unknown]" in words


def test_that_returned_messages_are_a_derived_sum_and_dropped_ones_may_be_unknown() -> None:
    session = watched()
    edge = publishing(session)
    del edge.counters["drop_unroutable"]
    words = told(session, "exchange:shop")
    assert "returned: 0  [derived]" in words
    assert "dropped: ?  [unknown]" in words


def test_that_counts_say_since_when() -> None:
    session = watched()
    assert "Unroutable since watching began\n" in told(session, "exchange:shop")
    edge = publishing(session)
    since = f"since watching began at {numbers.clock(AT)}"
    assert f"Unroutable {since}\n" in told(session, "exchange:shop")
    assert f"Counters {since}\n" in told(session, edge.key)


def test_that_a_sum_with_unknown_parts_is_a_lower_bound() -> None:
    session = watched()
    publishing(session)
    session.graph.edge("publish", "service:payments", "exchange:shop")
    assert "returned: ≥ 0  [derived, at least]" in told(session, "exchange:shop")


def test_that_a_queue_tells_its_arguments_and_policy_in_plain_words() -> None:
    page = page_of(watched(), "queue:payments.q")
    assert fact(page, "declared as") == "quorum, durable"
    assert fact(page, "policy") == "orders-ttl"
    assert fact(page, "operator policy") == "guard"
    assert fact(page, "message-ttl") == "messages expire after 30 s"
    assert fact(page, "dead letters go to") == "dlx"
    assert fact(page, "with the routing key") == "that they had"


def test_that_an_unknown_depth_is_a_question_mark_and_never_zero() -> None:
    session = watched()
    session.graph.nodes["queue:payments.q"].ready = 12_431
    page = page_of(session, "queue:payments.q")
    assert fact(page, "ready") == numbers.exact_count(12_431)
    assert fact(page, "unacked") == "?"
    assert "unacked: ?  [unknown]" in as_text(page)
    assert page.as_json()["sections"]["Backlog"]["unacked"] is None


def test_that_a_queue_lists_its_consumers_with_service_prefetch_and_ack_mode() -> None:
    words = told(watched(), "queue:payments.q")
    assert "payments\n    manual ack, prefetch 20 · tag ctag1 · channel" in words


def test_that_dead_letters_that_nobody_counts_are_unknown_and_say_why() -> None:
    page = page_of(watched(), "queue:payments.q")
    words = as_text(page)
    assert "dlx  ?\n    ? dead-lettered · [unknown]" in words
    assert any("RabbitMQ does not count this passage" in tag.how for tag in page.tags())


def test_that_an_edge_tells_each_counter_with_its_provenance() -> None:
    session = watched()
    edge = publishing(session)
    edge.at_least = True
    words = told(session, edge.key)
    assert "publish  150/s\n    ≥ 300 published · [counted, at least]" in words
    assert "provenance: counted by the broker" in words
    assert "the counts are a lower bound" in words


def test_that_a_counter_without_readings_is_unknown_on_a_counted_edge() -> None:
    session = watched()
    edge = publishing(session)
    del edge.counters["confirm"]
    assert "confirm  ?\n    ? confirmed · [unknown]" in told(session, edge.key)


def test_that_a_route_without_counters_says_why() -> None:
    words = told(watched(), ROUTE)
    assert "passing now: ?  [unknown]" in words
    assert "because of: binding key order.*" in words
    assert "the broker's Prometheus endpoint cannot be read" in words


def test_that_the_broker_page_says_what_is_missing_and_how_to_mend_it() -> None:
    session = watched()
    session.broker.update(
        product="RabbitMQ 4.0.5",
        cluster_name="rabbit@shop",
        prometheus_listeners=[("rabbit@shop", 15692)],
    )
    session.capabilities["prometheus"] = Capability(
        "prometheus", ok=False, why="connection refused", mend="enable rabbitmq_prometheus"
    )
    session.periods["edges rabbit@shop"] = 1.0
    page = page_of(session, None)
    words = as_text(page)
    assert page.title == "rabbit@shop"
    assert fact(page, "broker") == "RabbitMQ 4.0.5"
    assert fact(page, "nodes") == "rabbit@shop"
    assert fact(page, "rates mode") == "?"
    assert "Prometheus  ✗ no\n    connection refused · To fix it: enable rabbitmq_prom" in words
    assert "message counters, node rabbit@shop  every 1.0 s" in words
    assert (fact(page, "queues"), fact(page, "consumers")) == ("2", "1")


def test_that_consumers_of_flowscope_itself_are_not_counted() -> None:
    ours = "10.0.0.9:53000 -> 10.0.0.9:5672"
    shop = shop_topology()
    events = Queue(name="amq.gen-1", exclusive=True, owner=ours)
    link = Connection(name=ours, provided_name="flowscope:events")
    consumer = Consumer(tag="t", queue=events.name, channel=f"{ours} (1)", connection=ours)
    topology = shop_topology(
        queues={**shop.queues, events.name: events},
        connections={**shop.connections, ours: link},
        consumers=(*shop.consumers, consumer),
    )
    page = page_of(watched(topology), None)
    assert (fact(page, "queues"), fact(page, "consumers")) == ("2", "1")


def test_that_the_broker_page_ends_with_the_newest_changes() -> None:
    session = watched()
    session.log.add(Entry(AT, "appeared", "queue", "payments.q", "", "shop"))
    session.log.add(Entry(AT + 1, "vanished", "queue", "old.q"))
    changes = page_of(session, None).sections[-1].items
    assert [item.name.text[2:] for item in changes] == ["queue old.q", "queue payments.q"]
    assert changes[0].name.link is None
    assert changes[1].name.link is not None
    assert changes[1].notes[0].text == "by shop"


def test_that_a_queue_tells_what_changed_at_it_and_when() -> None:
    session = watched()
    quiet = told(session, "queue:payments.q")
    session.log.add(Entry(AT, "vanished", "consumer", "ctag9 of payments.q", "service payments"))
    session.log.add(Entry(AT + 1, "vanished", "consumer", "ctag9 of other.q"))
    page = page_of(session, "queue:payments.q")
    changes = next(s for s in page.sections if s.title == "What changed here").items
    assert [item.name.text[2:] for item in changes] == ["consumer ctag9 of payments.q"]
    assert changes[0].notes[0].text == "service payments"
    assert "Nothing has changed since watching began." in quiet


def test_that_a_selection_that_is_gone_says_so() -> None:
    assert page_of(watched(), "queue:old").subtitle == "no longer there"


def fed_by(session: Session, queue: str) -> str:
    return told(session, f"queue:{queue}").partition("Fed by")[2].partition("\n\n")[0]


def test_that_a_queue_of_dead_letters_is_fed_by_the_exchange_that_it_is_bound_to() -> None:
    topology = shop_topology(
        bindings=(Binding(source="dlx", destination="<b>odd</b>", routing_key="#"),)
    )
    session = watched(topology)
    assert "dlx" in fed_by(session, "<b>odd</b>")
    assert "No binding" not in fed_by(session, "<b>odd</b>")
    assert "No binding leads here" in fed_by(session, "payments.q")


def test_that_a_binding_that_is_not_drawn_is_told_all_the_same() -> None:
    topology = shop_topology(
        bindings=(Binding(source="amq.rabbitmq.log", destination="<b>odd</b>", routing_key="#"),)
    )
    shown = fed_by(watched(topology), "<b>odd</b>")
    assert "Bound to amq.rabbitmq.log, which the flow does not draw." in shown


def test_that_a_deleted_queue_says_so() -> None:
    session = watched()
    session.flow.fold_topology(shop_topology(queues={}))
    assert page_of(session, "queue:payments.q").subtitle in ("queue, deleted", "no longer there")


def test_that_json_holds_numbers_as_numbers() -> None:
    session = watched()
    publishing(session)
    shown = json.loads(json.dumps(page_of(session, "service:orders").as_json(), default=str))
    (item,) = shown["sections"]["Publishes to"]["items"]
    assert (item["name"], item["rate"], item["published"]) == ("shop", 150.0, 300)
    assert (item["provenance"], item["at_least"]) == ("counted", False)


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    "selection", [None, "service:orders", "exchange:shop", "queue:payments.q", ROUTE]
)
def test_that_json_has_the_same_keys_in_every_language(selection: Selection) -> None:
    session = watched()
    publishing(session)
    english = page_of(session, selection)

    speak(lambda text: f"«{text}»")
    page = page_of(session, selection)

    assert keys(page.as_json()) == keys(english.as_json())
    titles = [section.words for section in page.sections]
    assert all(title.startswith("«") and title in as_text(page) for title in titles)
    assert as_text(page) != as_text(english)


def customs() -> Session:
    """A headers exchange with one queue that wants a number."""
    wants = {"x-match": "all", "document": "invoice", "weight_class": 3}
    return watched(
        shop_topology(
            exchanges={"customs": Exchange(name="customs", type="headers")},
            queues={"duty": Queue(name="duty")},
            bindings=(Binding(source="customs", destination="duty", arguments=wants),),
        )
    )


@pytest.mark.parametrize(
    "selection", ["exchange:customs", "queue:duty", ("route", "exchange:customs", "queue:duty")]
)
def test_that_a_binding_of_a_headers_exchange_says_what_it_wants(selection: Selection) -> None:
    words = told(customs(), selection)
    assert "x-match all: document = 'invoice', weight_class = 3 (number)" in words
    assert "binding key" not in words


def test_that_the_flow_in_words_and_tooltips_say_what_bindings_want() -> None:
    graph = customs().graph
    wanted = "x-match all: document = 'invoice', weight_class = 3 (number)"
    assert f"({wanted})" in flow_words.told(graph, "here", "now")
    key: Selection = ("route", "exchange:customs", "queue:duty")
    assert wanted in lines(graph, key)
    assert "binding key order.*" in lines(
        watched().graph, ("route", "exchange:shop", "queue:payments.q")
    )


def test_that_lists_keep_their_order_while_rates_change() -> None:
    session = watched()
    edges = [
        session.graph.edge("route", "exchange:shop", f"queue:{name}")
        for name in ("payments.q", "<b>odd</b>")
    ]
    for edge in edges:
        session.graph.node("queue", edge.target.partition(":")[2])
    counted(session, edges[0], publish=70)
    counted(session, edges[1], publish=66)
    words = told(session, "exchange:shop")
    assert words.index("<b>odd</b>") < words.index("payments.q")  # alike: by name
    counted(session, edges[0], publish=150)
    words = told(session, "exchange:shop")
    assert words.index("payments.q") < words.index("<b>odd</b>")
