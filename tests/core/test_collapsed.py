import random

import numpy as np
import pytest

from core.collapsed import CollapsedGraph
from core.graph import UNKNOWN_SERVICE, EdgeKey
from core.layout import place
from core.seen_hop import SeenWay
from core.troubles import Trouble
from tests.core.seen_between import look
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
    assert collapsed.how(edge) == (
        "all that pay.q delivers to payments: only orders is seen to publish into it"
    )


def test_that_nothing_is_said_of_whose_messages_a_shared_queue_delivers() -> None:
    collapsed = CollapsedGraph(two_shops().graph)

    assert passing(collapsed, AUDITS) is None
    assert collapsed.edges[AUDITS].provenance == "unknown"
    assert "orders and stock" in collapsed.how(collapsed.edges[AUDITS])


def test_that_a_shared_queue_beside_one_of_its_own_makes_a_lower_bound() -> None:
    broker = two_shops()
    broker.edge("deliver", "queue:audit.q", "service:payments", deliver=1.0, ack=1.0)
    broker.tick()
    broker.tick()
    collapsed = CollapsedGraph(broker.graph)

    assert passing(collapsed, PAYS) == 3.0
    assert collapsed.is_lower_bound(collapsed.edges[PAYS])


def test_that_what_somebody_unknown_got_may_have_been_for_anybody() -> None:
    broker = two_shops()
    broker.graph.node("service", "unknown", UNKNOWN_SERVICE)
    other = broker.queue("other")
    broker.edge("route", "exchange:direct", other, publish=1.0)
    broker.edge("deliver", other, UNKNOWN_SERVICE, deliver=1.0)
    broker.tick()
    broker.tick()
    collapsed = CollapsedGraph(broker.graph)

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
    broker.tick(5.0)
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
    assert np.isnan(collapsed.tally.steady(ids)[0])
    assert collapsed.tally.steady(ids)[1:].tolist() == pytest.approx(
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


def test_that_a_trouble_that_is_judged_later_is_carried_over_too() -> None:
    broker = two_shops()
    collapsed = CollapsedGraph(broker.graph)
    broker.graph.troubles = (Trouble("queue:pay.q", "stuck", "warning", "hurts"),)
    collapsed.refresh()

    assert [trouble.at for trouble in collapsed.troubles] == [PAYS]


def test_that_a_queue_without_consumers_hurts_where_alone_its_messages_come_from() -> None:
    broker = two_shops()
    lonely = broker.queue("lonely.q")
    broker.edge("route", "exchange:direct", lonely, publish=3.0)
    broker.tick()
    broker.graph.troubles = (Trouble(lonely, "no_consumer", "warning", "nobody"),)

    [told] = CollapsedGraph(broker.graph).troubles

    assert (told.at, told.text) == ("service:orders", "queue lonely.q: nobody")


@pytest.mark.parametrize(
    ("at", "places"),
    [
        ("queue:audit.q", ["service:audit"]),
        (("deliver", "queue:audit.q", "service:audit"), ["service:audit"]),
        (("route", "exchange:events", "queue:audit.q"), ["service:audit"]),
        ("exchange:events", []),
    ],
)
def test_that_nobody_is_blamed_for_messages_that_may_be_of_others(
    at: str | EdgeKey, places: list[str]
) -> None:
    broker = two_shops()
    broker.graph.troubles = (Trouble(at, "stuck", "warning", "hurts"),)

    assert [trouble.at for trouble in CollapsedGraph(broker.graph).troubles] == places


def test_that_a_shared_queue_without_consumers_blames_nobody() -> None:
    broker = shop()
    broker.graph.troubles = (Trouble("queue:search.bulk", "no_consumer", "warning", "nobody"),)

    assert not CollapsedGraph(broker.graph).troubles


def test_that_a_shared_queue_that_delivers_nothing_proves_no_hop() -> None:
    broker = two_shops()
    broker.edge("deliver", "queue:audit.q", broker.service("late"), deliver=0.0)
    broker.tick()
    collapsed = CollapsedGraph(broker.graph)
    hop: EdgeKey = ("hop", "service:orders", "service:late")

    assert (collapsed.edges[hop].provenance, passing(collapsed, hop)) == ("unknown", None)
    assert collapsed.how(collapsed.edges[hop]) == (
        "audit.q takes messages of orders and stock and has delivered nothing to late since "
        "watching began"
    )


def test_that_a_shared_queue_that_delivers_nothing_adds_nothing_to_what_is_proved() -> None:
    broker = two_shops()
    broker.edge("deliver", "queue:audit.q", "service:payments", deliver=0.0)
    broker.tick()
    broker.tick(5.0)
    collapsed = CollapsedGraph(broker.graph)

    assert passing(collapsed, PAYS) == 3.0
    assert not collapsed.is_lower_bound(collapsed.edges[PAYS])


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


def test_that_what_was_seen_is_told_where_counters_prove_nothing() -> None:
    broker = two_shops()
    collapsed = CollapsedGraph(broker.graph)
    look(broker, AUDITS[1:])
    collapsed.refresh()
    edge = collapsed.edges[AUDITS]

    assert (edge.provenance, edge.at_least) == ("observed", False)
    assert passing(collapsed, AUDITS) == 2.0
    assert collapsed.counts(edge) == {
        "deliver": 30,
        "deliver_no_ack": None,
        "get": None,
        "get_no_ack": None,
        "redeliver": 0,
        "ack": 30,
    }
    assert collapsed.how(edge).startswith("seen message by message in the proxy, which")
    assert collapsed.how(edge).endswith("no counter tells whose it delivers")
    assert collapsed.tally.steady(np.array([-1, edge.counters["deliver"]])).tolist()[1] == 2.0
    assert collapsed.edges["hop", "service:stock", "service:audit"].provenance == "unknown"


def test_that_what_counters_prove_is_not_mixed_with_what_was_seen() -> None:
    broker = two_shops()
    ways = (SeenWay("direct", "pay.q", 30),)
    look(broker, PAYS[1:], ways=ways)
    collapsed = CollapsedGraph(broker.graph)

    assert collapsed.edges[PAYS].provenance == "derived"
    assert passing(collapsed, PAYS) == 3.0
    assert collapsed.seen_hops[PAYS[1:]].delivered == 30


def test_that_what_was_seen_may_be_a_bound() -> None:
    broker = two_shops()
    look(broker, AUDITS[1:], at_least=True, total_at_least=False)
    collapsed = CollapsedGraph(broker.graph)
    edge = collapsed.edges[AUDITS]
    assert (edge.at_least, collapsed.is_lower_bound(edge)) == (True, False)

    look(broker, AUDITS[1:], at_least=False, total_at_least=True)
    structure = collapsed.structure
    collapsed.refresh()
    assert collapsed.structure == structure
    assert (edge.at_least, collapsed.is_lower_bound(edge)) == (False, True)


def test_that_a_rate_that_nobody_knows_any_more_is_unknown_and_the_count_stays() -> None:
    broker = two_shops()
    look(broker, AUDITS[1:], rates={}, is_listening=False)
    collapsed = CollapsedGraph(broker.graph)

    assert passing(collapsed, AUDITS) is None
    assert collapsed.count(collapsed.edges[AUDITS], "deliver") == 30
    assert np.isnan(collapsed.tally.steady(np.array([collapsed.edges[AUDITS].counters["ack"]])))


def test_that_a_publisher_that_only_was_seen_ends_the_certainty_of_counters() -> None:
    broker = two_shops()
    collapsed = CollapsedGraph(broker.graph)
    look(broker, ("service:stock", "service:payments"), ways=(SeenWay("direct", "pay.q", 9),))
    collapsed.refresh()

    assert collapsed.edges["hop", "service:stock", "service:payments"].provenance == "observed"
    assert collapsed.edges[PAYS].provenance == "unknown"


def test_that_seen_messages_count_though_counters_have_not_been_read() -> None:
    broker = two_shops()
    edge = broker.edge("deliver", "queue:audit.q", broker.service("late"), deliver=0.0)
    broker.tick()
    collapsed = CollapsedGraph(broker.graph)
    hop: EdgeKey = ("hop", "service:orders", "service:late")
    assert (collapsed.edges[hop].provenance, passing(collapsed, hop)) == ("unknown", None)

    look(broker, hop[1:])
    collapsed.refresh()
    assert not broker.graph.count(edge, "deliver")
    assert (collapsed.edges[hop].provenance, passing(collapsed, hop)) == ("observed", 2.0)


def test_that_services_that_are_not_there_are_not_shown() -> None:
    broker = two_shops()
    look(broker, ("service:gone", "service:audit"), ("service:orders", "service:gone"))
    collapsed = CollapsedGraph(broker.graph)

    assert not any("service:gone" in key for key in collapsed.edges)


@pytest.mark.parametrize("seed", range(6))
def test_that_following_the_graph_is_like_collapsing_it_anew(seed: int) -> None:
    chance, broker = random.Random(seed), wide(40, 120, seed)
    for counter in chance.sample(sorted(broker.rates), len(broker.rates) // 2):
        broker.rates[counter] = 0.0
    broker.graph.tally.begin()
    collapsed = CollapsedGraph(broker.graph)
    exchanges = [key for key in broker.graph.nodes if key.startswith("exchange:")]
    services = [key for key in broker.graph.nodes if key.startswith("service:")]
    for _ in range(6):
        for counter in chance.sample(sorted(broker.rates), 4):
            broker.rates[counter] = 3.0
        if chance.random() < 0.5:
            broker.edge("publish", chance.choice(services), chance.choice(exchanges), publish=1.0)
        if chance.random() < 0.5:
            look(broker, (chance.choice(services), chance.choice(services)))
        broker.tick()
        collapsed.refresh()
        assert told(collapsed) == told(CollapsedGraph(broker.graph))


def told(collapsed: CollapsedGraph) -> dict[EdgeKey, tuple[object, ...]]:
    """All that a collapsed graph says of each hop."""
    return {
        key: (
            edge.provenance,
            edge.at_least,
            collapsed.counts(edge),
            collapsed.passing(edge),
            collapsed.how(edge),
        )
        for key, edge in collapsed.edges.items()
    }
