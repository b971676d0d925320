import numpy as np
import pytest

from core.collapsed import CollapsedGraph
from core.graph import UNKNOWN_SERVICE, EdgeKey
from core.layout import place
from core.troubles import Trouble
from tests.core.test_hops import two_shops
from tests.gui.flow.sample_graphs import Broker, shop, wide

PAYS: EdgeKey = ("hop", "service:orders", "service:payments")
AUDITS: EdgeKey = ("hop", "service:orders", "service:audit")
DELIVERS: EdgeKey = ("deliver", "queue:pay.q", "service:payments")


def passing(collapsed: CollapsedGraph, key: EdgeKey) -> float | None:
    return collapsed.passing(collapsed.edges[key])


def test_that_only_services_are_left() -> None:
    collapsed = CollapsedGraph(two_shops().graph)

    assert {node.kind for node in collapsed.nodes.values()} == {"service"}
    assert {key[0] for key in collapsed.edges} == {"hop"}


def test_that_what_one_publisher_causes_is_what_the_queue_delivers() -> None:
    collapsed = CollapsedGraph(two_shops().graph)
    edge = collapsed.edges[PAYS]

    assert passing(collapsed, PAYS) == 3.0
    assert collapsed.rate(edge, "ack") == 3.0
    assert (edge.provenance, edge.at_least) == ("derived", False)
    assert edge.how == (
        "all that pay.q delivers to payments: only orders is seen to publish into it"
    )


def test_that_nothing_is_said_of_whose_messages_a_shared_queue_delivers() -> None:
    collapsed = CollapsedGraph(two_shops().graph)

    assert passing(collapsed, AUDITS) is None
    assert collapsed.edges[AUDITS].provenance == "unknown"
    assert "orders and stock" in collapsed.edges[AUDITS].how


def test_that_a_shared_queue_beside_one_of_its_own_makes_a_lower_bound() -> None:
    broker = two_shops()
    broker.edge("deliver", "queue:audit.q", "service:payments", deliver=1.0, ack=1.0)
    broker.tick()
    broker.tick()
    collapsed = CollapsedGraph(broker.graph)

    assert passing(collapsed, PAYS) == 3.0
    assert collapsed.is_lower_bound(collapsed.edges[PAYS])


@pytest.mark.parametrize("lost", ["deliver", "publish"])
def test_that_a_bound_below_is_a_bound_here(lost: str) -> None:
    broker = two_shops()
    key: EdgeKey = DELIVERS if lost == "deliver" else ("publish", "service:?", "exchange:direct")
    if lost == "publish":
        broker.graph.node("service", "unknown", UNKNOWN_SERVICE)
        broker.edge("publish", UNKNOWN_SERVICE, "exchange:direct", publish=1.0)
        broker.tick()
    broker.graph.edges[key].at_least = True
    collapsed = CollapsedGraph(broker.graph)

    if lost == "deliver":
        assert collapsed.is_lower_bound(collapsed.edges[PAYS])
    else:
        assert passing(collapsed, PAYS) is None


def test_that_deliveries_of_what_nobody_is_seen_to_publish_come_from_somebody_unknown() -> None:
    broker = Broker()
    broker.edge("deliver", broker.queue("q"), broker.service("b"), deliver=2.0)
    broker.tick()
    broker.tick()
    collapsed = CollapsedGraph(broker.graph)

    assert passing(collapsed, ("hop", UNKNOWN_SERVICE, "service:b")) == 2.0
    assert UNKNOWN_SERVICE in collapsed.nodes


def test_that_it_follows_the_graph_and_is_quiet_otherwise() -> None:
    broker = two_shops()
    collapsed = CollapsedGraph(broker.graph)
    before = (collapsed.structure, collapsed.values)
    collapsed.refresh()
    assert (collapsed.structure, collapsed.values) == before

    broker.rates[broker.graph.edges[DELIVERS].counters["deliver"]] = 7.0
    broker.tick()
    collapsed.refresh()

    assert passing(collapsed, PAYS) == 7.0
    assert (collapsed.structure, collapsed.values) == (before[0], before[1] + 1)


def test_that_a_new_publisher_ends_the_certainty() -> None:
    broker = two_shops()
    collapsed = CollapsedGraph(broker.graph)
    broker.edge("publish", "service:stock", "exchange:direct", publish=1.0)
    broker.tick()
    collapsed.refresh()

    assert passing(collapsed, PAYS) is None


def test_that_rates_of_many_are_those_of_each() -> None:
    collapsed = CollapsedGraph(wide(400, 1200).graph)
    edges = [edge for edge in collapsed.edges.values() if "deliver" in edge.counters]
    ids = np.array([-1, *(edge.counters["deliver"] for edge in edges)])

    assert edges
    assert np.isnan(collapsed.tally.rates(ids)[0])
    assert collapsed.tally.rates(ids)[1:].tolist() == pytest.approx(
        [collapsed.rate(edge, "deliver") for edge in edges]
    )


@pytest.mark.parametrize(
    ("at", "places"),
    [
        (DELIVERS, [PAYS]),
        ("queue:pay.q", [PAYS]),
        ("service:orders", ["service:orders"]),
        (("publish", "service:orders", "exchange:direct"), ["service:orders"]),
        ("exchange:direct", ["service:orders"]),
    ],
)
def test_that_every_trouble_is_carried_over(at: str | EdgeKey, places: list[str]) -> None:
    broker = two_shops()
    broker.graph.troubles = (Trouble(at, "stuck", "warning", "hurts"),)

    assert [trouble.at for trouble in CollapsedGraph(broker.graph).troubles] == places


def test_that_a_queue_without_consumers_hurts_where_its_messages_come_from() -> None:
    broker = shop()
    broker.graph.troubles = (Trouble("queue:search.bulk", "no_consumer", "warning", "nobody"),)

    told = CollapsedGraph(broker.graph).troubles

    assert "service:legacy-catalogue-importer-nightly-batch" in {trouble.at for trouble in told}
    assert all(trouble.text == "queue search.bulk: nobody" for trouble in told)


def test_that_a_hop_stands_for_its_last_edge_and_the_other_way_round() -> None:
    collapsed = CollapsedGraph(two_shops().graph)

    assert collapsed.meant(PAYS) == DELIVERS
    assert collapsed.shown(DELIVERS) == PAYS
    assert collapsed.shown("queue:audit.q", AUDITS) == AUDITS
    assert collapsed.meant("service:orders") == collapsed.shown("service:orders")
    assert collapsed.shown(None) is None


def test_that_hiding_all_ways_hides_a_hop_and_finding_one_finds_it() -> None:
    collapsed = CollapsedGraph(two_shops().graph)

    assert collapsed.keys_of({"queue:pay.q", "service:stock"}, wholly=True) == {
        PAYS,
        "service:stock",
    }
    assert AUDITS in collapsed.keys_of({"queue:audit.q"}, wholly=False)


def test_that_a_service_says_what_it_publishes_not_what_that_causes() -> None:
    collapsed = CollapsedGraph(two_shops().graph)

    assert collapsed.through("service:orders", leaving=True) == (7.0, True)
    assert collapsed.through("service:audit", leaving=False) == (5.0, True)


def test_that_the_picture_has_two_columns_side_by_side() -> None:
    layout = place(CollapsedGraph(shop().graph))

    assert layout.columns == (0, 3)
    apart = layout.middles[3] - layout.middles[0]
    assert apart == pytest.approx((layout.widths[0] + layout.widths[3]) / 2 + layout.gap)
