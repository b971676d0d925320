"""Which hops belong to a service, in a shop whose every publish is heard."""

from dataclasses import replace

from core.collapsed import CollapsedGraph
from core.graph import UNKNOWN_SERVICE, EdgeKey
from core.reach import Barred
from core.topology import Consumer, Exchange
from tests.core.seen_between import seen
from tests.core.test_reach import Shop, bound, shop, topology


def collapsed(found: Shop) -> CollapsedGraph:
    found.flow.graph.reach = found.reach
    graph = CollapsedGraph(found.flow.graph)
    assert {key[1:] for key in graph.edges} >= {
        (f"service:{source}", f"service:{target}")
        for source in ("web", "stock")
        for target in ("mailer", "clerk")
    }
    return graph


def ends(hops: frozenset[EdgeKey]) -> set[tuple[str, str]]:
    return {(source.partition(":")[2], target.partition(":")[2]) for _, source, target in hops}


def test_that_a_publisher_has_only_the_hops_that_its_keys_take() -> None:
    reach = collapsed(shop()).reach
    assert reach is not None
    assert ends(reach.barred("service:web").down) == {("web", "clerk")}
    assert ends(reach.barred("service:stock").down) == {("stock", "mailer")}


def test_that_a_consumer_has_only_the_hops_of_those_whose_keys_match() -> None:
    reach = collapsed(shop()).reach
    assert reach is not None
    assert ends(reach.barred("service:clerk").up) == {("web", "clerk")}
    assert ends(reach.barred("service:mailer").up) == {("stock", "mailer")}


def test_that_all_hops_belong_to_it_where_keys_are_not_known() -> None:
    found = shop()
    reach = collapsed(found).reach
    assert reach is not None
    assert reach.barred(("hop", "service:web", "service:clerk")) == Barred()
    assert reach.barred(None) == Barred()
    found.hears = False
    assert reach.barred("service:web") == Barred()


def test_that_a_new_key_opens_a_hop() -> None:
    found = shop()
    reach = collapsed(found).reach
    assert reach is not None
    assert ends(reach.barred("service:web").down) == {("web", "clerk")}
    found.publishes("web", "order.new")
    assert reach.barred("service:web").down == frozenset()


def test_that_hops_of_nobody_stay() -> None:
    declared = topology(bound("forgotten", "", "dead"))
    consumer = Consumer(tag="2", queue="dead", channel="clerk (1)", connection="clerk")
    exchanges = {**declared.exchanges, "forgotten": Exchange(name="forgotten")}
    consumers = (*declared.consumers, consumer)
    graph = collapsed(shop(replace(declared, exchanges=exchanges, consumers=consumers)))
    assert ("hop", UNKNOWN_SERVICE, "service:clerk") in graph.edges
    assert graph.reach is not None
    assert ends(graph.reach.barred("service:clerk").up) == {("web", "clerk")}


def test_that_a_hop_that_was_seen_stays() -> None:
    found = shop()
    graph = collapsed(found)
    found.flow.graph.seen_hops = {("service:web", "service:clerk"): seen(3)}
    assert graph.reach is not None
    assert graph.reach.barred("service:web").down == frozenset()


def test_that_who_is_heard_but_not_drawn_as_a_publisher_keeps_its_hops() -> None:
    found = shop()
    graph = collapsed(found)
    found.flow.graph.remove_edge(("publish", "service:web", "exchange:events"))
    assert graph.reach is not None
    assert graph.reach.barred("service:web").down == frozenset()
