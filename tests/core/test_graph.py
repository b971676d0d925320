import numpy as np
import pytest

from core.counters import Ids
from core.graph import COUNTERS, MAIN, UNKNOWN_SERVICE, Edge, EdgeKey, FlowGraph, line_name

AT = 1_000_000.0
PUBLISH: EdgeKey = ("publish", "service:orders", "exchange:shop")
ROUTE: EdgeKey = ("route", "exchange:shop", "queue:billing")
DELIVER: EdgeKey = ("deliver", "queue:billing", "service:payments")


def shop() -> FlowGraph:
    graph = FlowGraph()
    for kind, name in (
        ("service", "orders"),
        ("service", "payments"),
        ("exchange", "shop"),
        ("queue", "billing"),
    ):
        graph.node(kind, name)  # type: ignore[arg-type]
    for key in (PUBLISH, ROUTE, DELIVER):
        graph.count_with(graph.edge(*key))
    return graph


def pass_messages(graph: FlowGraph, edge: Edge, *seconds: dict[str, int]) -> None:
    pace = graph.tally.pace()
    counters: Ids = np.array([*edge.counters.values()], np.int64)
    for at, counts in enumerate(({}, *seconds)):
        amounts = np.array([float(counts.get(name, 0)) for name in edge.counters])
        graph.tally.advance(pace, counters, amounts, AT + at, 10)


def test_that_a_node_is_made_once() -> None:
    graph = FlowGraph()
    node = graph.node("queue", "billing")
    structure = graph.structure
    assert graph.node("queue", "billing") is node
    assert graph.structure == structure
    assert (node.id, node.name) == ("queue:billing", "billing")


def test_that_the_default_exchange_has_a_name_to_show() -> None:
    node = FlowGraph().node("exchange", "")
    assert (node.id, node.name) == ("exchange:", "(AMQP default)")


def test_that_a_new_edge_has_no_counts_but_unknown_ones() -> None:
    graph = FlowGraph()
    edge = graph.edge(*PUBLISH)
    assert graph.edge(*PUBLISH) is edge
    assert graph.counts(edge) == dict.fromkeys(COUNTERS["publish"])
    assert graph.count(edge, "publish") is None
    assert graph.rate(edge, "publish") is None
    assert graph.passing(edge) is None


def test_that_an_edge_that_counts_begins_at_zero_and_knows_no_rate_yet() -> None:
    graph = shop()
    edge = graph.edges[PUBLISH]
    assert graph.count(edge, "publish") == 0
    assert graph.rate(edge, "publish") is None


def test_that_an_edge_may_count_only_some_things() -> None:
    graph = FlowGraph()
    edge = graph.edge(*PUBLISH)
    graph.count_with(edge, ("publish",))
    assert graph.counts(edge) == {
        "publish": 0,
        "confirm": None,
        "return_unroutable": None,
        "drop_unroutable": None,
    }


def test_that_all_ways_of_delivery_pass_along_an_edge_but_acks_do_not() -> None:
    graph = shop()
    edge = graph.edges[DELIVER]
    pass_messages(graph, edge, {"deliver": 3, "get_no_ack": 2, "ack": 9, "redeliver": 1})
    assert graph.passing(edge) == 5
    assert graph.rate(edge, "ack") == 9
    assert graph.counts(edge)["deliver"] == 3


def test_that_a_counter_leads_to_its_edge_until_it_is_forgotten() -> None:
    graph = shop()
    edge = graph.edges[ROUTE]
    counter = edge.counters["publish"]
    assert graph.counted_on(counter) is edge
    structure = graph.structure
    graph.forget_counts(edge)
    assert graph.structure > structure
    assert graph.count(edge, "publish") is None
    with pytest.raises(KeyError):
        graph.counted_on(counter)


def test_that_a_node_takes_its_edges_and_rings_with_it() -> None:
    graph = shop()
    graph.nodes["queue:billing"].gauges["ready"] = graph.gauges.allocate()
    graph.remove_node("queue:billing")
    assert set(graph.edges) == {PUBLISH}
    assert len(graph.gauges) == 0
    assert len(graph.tally.rings) == len(COUNTERS["publish"])
    structure = graph.structure
    graph.remove_node("queue:billing")
    graph.remove_edge(ROUTE)
    assert graph.structure == structure


def test_that_a_counter_of_a_removed_edge_starts_at_zero_for_the_next() -> None:
    graph = shop()
    pass_messages(graph, graph.edges[ROUTE], {"publish": 7})
    graph.remove_edge(ROUTE)
    edge = graph.edge(*ROUTE)
    graph.count_with(edge)
    assert graph.count(edge, "publish") == 0
    assert graph.rate(edge, "publish") is None


def test_that_the_curves_of_a_selection_are_sums_of_counters() -> None:
    graph = shop()
    whole = graph.lines()
    assert set(whole) == {
        "publish",
        "confirm",
        "return_unroutable",
        "drop_unroutable",
        "route",
        "deliver",
        "redeliver",
        "ack",
    }
    assert len(whole["deliver"]) == 4
    assert set(graph.lines("exchange:shop")) == {*COUNTERS["publish"], "route"}
    assert set(graph.lines(ROUTE)) == {"route"}
    assert graph.lines("queue:gone") == {}
    assert graph.lines(("route", "exchange:gone", "queue:billing")) == {}


def test_that_depths_are_those_of_the_selections_queues() -> None:
    graph = shop()
    ring = graph.gauges.allocate()
    graph.nodes["queue:billing"].gauges["ready"] = ring
    for selection in (None, "queue:billing", ROUTE, DELIVER):
        assert graph.depths(selection)["ready"].tolist() == [ring]
    assert graph.depths(PUBLISH) == {}
    assert graph.depths("queue:gone") == {}
    graph.nodes["queue:billing"].present = False
    assert graph.depths() == {}


@pytest.mark.parametrize("kind", [*COUNTERS])
def test_that_what_passes_is_among_what_is_counted(kind: str) -> None:
    assert set(MAIN[kind]) <= set(COUNTERS[kind])  # type: ignore[index]


def test_that_only_what_services_publish_is_called_publish() -> None:
    assert line_name("publish", "publish") == "publish"
    assert line_name("route", "publish") == "route"
    assert line_name("alternate", "publish") == "route"
    assert line_name("deliver", "get") == "deliver"
    assert line_name("deliver", "ack") == "ack"
    assert line_name("dead_letter", "dead_letter") == "dead_letter"


def test_that_what_nobody_knows_the_service_of_may_be_of_each() -> None:
    graph = shop()
    ends = (
        ("publish", UNKNOWN_SERVICE, "exchange:shop"),
        ("deliver", "queue:billing", UNKNOWN_SERVICE),
    )
    for key in ends:
        edge = graph.edge(*key)  # type: ignore[arg-type]
        graph.count_with(edge)
        assert not any(graph.is_lower_bound(graph.edges[key]) for key in (PUBLISH, DELIVER))
        pass_messages(graph, edge, {edge.kind: 1})
        assert not graph.is_lower_bound(edge)
        assert graph.is_lower_bound(graph.edges[PUBLISH if edge.kind == "publish" else DELIVER])
        assert not graph.is_lower_bound(graph.edges[ROUTE])
        graph.remove_edge(edge.key)


@pytest.mark.parametrize(
    ("selection", "queue"),
    [
        ("queue:billing", "billing"),
        (ROUTE, "billing"),
        (DELIVER, "billing"),
        (PUBLISH, None),
        ("exchange:shop", None),
        ("queue:gone", None),
        (None, None),
    ],
)
def test_that_a_selection_may_be_of_one_queue(
    selection: str | EdgeKey | None, queue: str | None
) -> None:
    assert shop().queue_of(selection) == queue
