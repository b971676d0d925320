import math

import pytest

from core.ack_flow import AckFlow
from core.fact_log import logged
from core.flow import Flow
from core.graph import EdgeKey
from core.message_facts import Party
from core.ordering import CONSUMERS, PUBLISHERS, QUEUES
from core.reach import Reach
from core.topology import Binding, Exchange, Topology
from core.troubles import Trouble
from gui.flow.scene import Scene, Selection, scene_of
from tests.core.seen_facts import published
from tests.gui.flow.sample_graphs import Broker, for_a_while, hello, shop

ROUTE: EdgeKey = ("route", "exchange:shop.events", "queue:orders.new")


def lit(scene: Scene, selection: Selection) -> tuple[set[str], set[EdgeKey]]:
    slots, edges = scene.path(selection)
    nodes = {scene.slots[i][0] for i in slots.nonzero()[0]}
    return nodes, {scene.keys[i] for i in edges.nonzero()[0]}


def test_that_without_a_selection_all_is_lit() -> None:
    scene = scene_of(shop().graph, None)

    assert all(part.all() for part in scene.path(None))


def test_that_a_queue_lights_what_leads_to_it_and_what_follows() -> None:
    nodes, edges = lit(scene_of(shop().graph, None), "queue:payments.requests")

    assert {"service:orders", "exchange:payments", "service:payments"} <= nodes
    assert ("deliver", "queue:payments.requests", "service:payments") in edges
    assert "exchange:dead-letters" in nodes
    assert "queue:mail.confirmation" not in nodes
    assert "queue:orders.new" not in nodes


def test_that_an_edge_lights_its_own_path_only() -> None:
    key: EdgeKey = ("route", "exchange:payments", "queue:payments.requests")
    nodes, edges = lit(scene_of(shop().graph, None), key)

    assert key in edges
    assert {"service:orders", "service:payments"} <= nodes
    assert "exchange:shop.events" not in nodes


def test_that_a_service_lights_what_it_publishes_and_what_it_consumes() -> None:
    _, edges = lit(scene_of(shop().graph, None), "service:stock")

    assert ("publish", "service:stock", "exchange:broadcast") in edges
    assert ("deliver", "queue:stock.reserve", "service:stock") in edges
    assert ("publish", "service:web-shop", "exchange:shop.events") in edges


def test_that_what_no_seen_key_leads_to_is_not_lit() -> None:
    graph = shop().graph
    scene = scene_of(graph, None)
    before = lit(scene, "service:web-shop")[1]
    mail: EdgeKey = ("route", "exchange:shop.events", "queue:mail.confirmation")
    assert mail in before
    flow, heard = Flow("shop"), Party("web", "web-shop", vhost="shop")
    flow.graph = graph
    flow.structure.topology = Topology(
        exchanges={"shop.events": Exchange(name="shop.events", type="topic")},
        bindings=(Binding(source="shop.events", destination="orders.new", routing_key="new"),),
    )
    ack_flow = AckFlow()
    fact = published(1, party=heard, exchange="shop.events", routing_key="new")
    ack_flow.fold(logged(fact))
    for edge in graph.edges.values():
        graph.forget_counts(edge)
    graph.reach = Reach(flow, ack_flow, lambda: True)
    after = lit(scene, "service:web-shop")[1]
    assert ROUTE in after
    assert mail not in after
    assert after < before


def test_that_what_was_found_is_lit_beside_the_selected_path() -> None:
    scene = scene_of(shop().graph, None)
    lost, edge = "queue:lost.and.found", ROUTE
    selected = "queue:payments.requests"
    nodes, edges = lit(scene, selected)
    for selection in (None, selected):
        found = scene.lit(selection, frozenset({lost, edge}))
        path = (nodes, edges) if selection else (set(), set())

        assert {scene.slots[i][0] for i in found[0].nonzero()[0]} == {*path[0], lost, *edge[1:]}
        assert {scene.keys[i] for i in found[1].nonzero()[0]} == {*path[1], edge}
    assert scene.on_path(selected) == nodes | edges


def test_that_a_loop_of_exchanges_does_not_trap_the_search() -> None:
    broker = Broker()
    one, other = broker.exchange("one"), broker.exchange("other")
    broker.edge("bind", one, other)
    broker.edge("bind", other, one)
    nodes, _ = lit(scene_of(broker.graph, None), one)

    assert nodes == {one, other}


def test_that_something_that_is_gone_is_not_held() -> None:
    broker = hello()
    scene = scene_of(broker.graph, None)
    assert scene.holds("queue:hello")
    assert scene.holds(("route", "exchange:", "queue:hello"))
    broker.graph.remove_node("queue:hello")

    again = scene_of(broker.graph, scene.layout)

    assert not again.holds("queue:hello")
    assert not again.holds(("route", "exchange:", "queue:hello"))
    assert not again.holds(None)


def test_that_unknown_rates_are_not_zero() -> None:
    scene = scene_of(for_a_while(shop()).graph, None)
    unknown = scene.keys.index(("route", "exchange:shop.events", "queue:reports.daily"))
    idle = scene.keys.index(("route", "exchange:shop.events", "queue:stock.release"))

    assert math.isnan(scene.flows.passing[unknown])
    assert scene.flows.passing[idle] == 0.0


def test_that_the_ack_deficit_is_what_was_delivered_and_not_acked() -> None:
    scene = scene_of(shop().graph, None)
    slow = scene.keys.index(("deliver", "queue:payments.requests", "service:payments"))
    automatic = scene.keys.index(("deliver", "queue:audit.all", "service:audit"))

    assert scene.flows.unacked[slow] == pytest.approx(9.6)
    assert math.isnan(scene.flows.unacked[automatic])


def test_that_a_node_sums_what_it_takes_in_and_says_whether_that_is_all() -> None:
    scene = scene_of(for_a_while(shop()).graph, None)
    through = {slot: scene.through(i) for i, slot in enumerate(scene.slots)}

    rate, all_known = through["service:orders", 0]
    assert rate == pytest.approx(63.6)
    assert all_known
    assert through["exchange:unroutable", 1] == (0.0, False)
    assert through["service:reports", 3] == (0.0, False)


def test_that_a_node_without_edges_passes_nothing_known() -> None:
    broker = Broker()
    broker.service("quiet")
    scene = scene_of(broker.graph, None)

    assert scene.through(0) == (None, True)


def test_that_new_values_are_read() -> None:
    broker = hello()
    scene = scene_of(broker.graph, None)
    broker.rates = dict.fromkeys(broker.rates, 7.0)
    broker.tick(5.0)
    scene.read_values()

    assert scene.flows.passing.tolist() == [7.0, 7.0, 7.0]


def test_that_a_changed_look_needs_no_other_places_but_another_node_does() -> None:
    broker = hello()
    scene = scene_of(broker.graph, None)
    layout = scene.layout
    broker.service("send.py", instances=5)
    assert scene.renew()
    assert scene.layout is layout
    broker.service("quiet")
    assert not scene.renew()


def test_that_counters_that_came_later_are_read_without_placing_anew() -> None:
    broker = hello()
    key: EdgeKey = ("bind", "exchange:", "queue:hello")
    broker.edge(*key)
    scene = scene_of(broker.graph, None)
    assert math.isnan(scene.flows.passing[scene.keys.index(key)])
    broker.edge(*key, publish=5.0)
    broker.tick()
    broker.tick()
    assert scene.renew()
    assert scene.flows.passing[scene.keys.index(key)] == 5.0


def test_that_a_trouble_shows_at_its_node_or_on_its_edge_and_at_both_ends() -> None:
    graph = shop().graph
    key: EdgeKey = ("deliver", "queue:payments.requests", "service:payments")
    graph.troubles = (
        Trouble(key, "stuck", "warning", "full"),
        Trouble("queue:payments.requests", "growing", "notice", "grows"),
        Trouble("service:orders", "growing", "notice", "stands at two places"),
        Trouble("queue:gone", "growing", "notice", "is not there any more"),
        Trouble(("deliver", "queue:gone", "service:gone"), "slow", "notice", "nor this"),
    )
    scene = scene_of(graph, None)
    slots = {scene.slots[i]: severity for i, severity in scene.troubled_slots.items()}

    assert slots == {
        ("queue:payments.requests", QUEUES): "warning",
        ("service:payments", CONSUMERS): "warning",
        ("service:orders", PUBLISHERS): "notice",
        ("service:orders", CONSUMERS): "notice",
    }
    assert {scene.keys[i] for i in scene.troubled_edges} == {key}


def test_that_a_trouble_that_is_over_is_not_shown() -> None:
    graph = hello().graph
    graph.troubles = (Trouble("queue:hello", "growing", "notice", "grows"),)
    scene = scene_of(graph, None)
    graph.troubles = ()
    scene.read_values()

    assert scene.troubled_slots == {}
