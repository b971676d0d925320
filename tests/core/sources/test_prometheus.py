from collections.abc import Callable
from pathlib import Path

import pytest

from core.facts import CapabilityChanged, DeadLetters, Item, Readings
from core.flow import Flow
from core.sources.http import HttpSurface, SurfaceError
from core.sources.prometheus import EDGES, ROUTES, NodeScraper, PrometheusSource
from tests.local_http import Answer, free_port, serving
from tests.reports import Reports, identity
from tests.simulated_node import SimulatedNode

DATA = Path(__file__).parents[2] / "data"
PUBLISH = ("publish", "service:orders", "exchange:shop")


class Watch:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A source that is polled by hand, and what it has reported."""

    def __init__(self, base: str, vhost: str = "shop", cluster: str = "") -> None:
        self.items = Reports()
        self.watch = Watch()
        self.source = PrometheusSource(base, vhost, self.items.put, self.watch, identity(cluster))

    def poll(self, seconds: float = 1.0) -> list[Item]:
        """Let time pass and poll once; what was reported."""
        before = len(self.items)
        self.watch.now += seconds
        self.source._poll()
        return self.items[before:]

    @property
    def said(self) -> list[tuple[bool, str]]:
        return [(i.ok, i.why) for i in self.items if isinstance(i, CapabilityChanged)]


def answering(node: SimulatedNode) -> Callable[[str], bytes]:
    """The answers of a node."""
    return lambda path: node.text("edges" if "family=channel_metrics" in path else "routes")


def groups(items: list[Item]) -> list[str]:
    return [item.group for item in items if isinstance(item, Readings)]


def capture(version: str) -> bytes:
    return (DATA / f"metrics-detailed-{version}.txt").read_bytes()


@pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
def test_that_a_real_node_is_read(version: str) -> None:
    with serving(lambda _path: capture(version)) as local:
        watched = Watched(local.base, "research")
        first = watched.poll()
        again = watched.poll()
    assert groups(first) == (["edges", "routes"] if version < "4" else ["edges"])
    (capability,) = [item for item in first if isinstance(item, CapabilityChanged)]
    assert capability.ok
    assert capability.detail == f"RabbitMQ {version}, node {watched.source.node}"
    assert capability.where == local.base
    readings = [item for item in [*first, *again] if isinstance(item, Readings)]
    edges = [item for item in readings if item.group == "edges"]
    assert [item.first for item in edges] == [True, False]
    assert [item.restarted for item in edges] == [False, False]
    assert len(edges[0].new) > 20
    assert len(edges[1].new) == 0
    assert edges[1].period == 1.0


def test_that_the_cheap_families_are_asked_and_the_dear_one_only_on_3_x() -> None:
    for version, asked in (("3.10.8", 4), ("4.0.5", 2)):
        node = SimulatedNode(version=version)
        with serving(answering(node)) as local:
            watched = Watched(local.base)
            watched.poll()
            watched.poll()
        assert len(local.asked) == asked
        families = [path.partition("?")[2].split("&") for path in local.asked]
        assert families[0] == [f"family={name}" for name in EDGES]
        if asked == 4:
            assert families[1] == [f"family={name}" for name in ROUTES]


def test_that_a_dear_family_rests_for_as_long_as_its_cost_demands() -> None:
    node = SimulatedNode(version="3.10.8")
    watch = Watch()

    def slow(path: str) -> Answer:
        watch.now += 0.1 if "queue_exchange" in path else 0.0
        return Answer(node.text("edges", "routes"))

    with serving(slow) as local:
        scraper = NodeScraper("routes", ROUTES, "shop", identity())
        surface = HttpSurface(local.base)
        _, readings = scraper.read(surface, watch)
        surface.close()
    assert readings.took == pytest.approx(0.1)
    assert readings.period == pytest.approx(0.1 / 0.05 / 0.2)
    assert scraper.rested_at == pytest.approx(readings.at + 0.1 + readings.period)


def test_that_the_dear_family_is_not_asked_while_it_rests() -> None:
    node = SimulatedNode(version="3.10.8")
    answer = answering(node)
    with serving(answer) as local:
        watched = Watched(local.base)

        def slow(path: str) -> bytes:
            watched.watch.now += 0.05 if "queue_exchange" in path else 0.0
            return answer(path)

        local.answer = slow
        asked = [groups(watched.poll()) for _ in range(8)]
    assert asked[:6] == [["edges", "routes"], *[["edges"]] * 4, ["edges", "routes"]]


def test_that_after_an_outage_nothing_is_compared_before_the_node_tells_its_age() -> None:
    node = SimulatedNode()
    with serving(answering(node)) as local:
        watched = Watched(local.base)
        watched.poll()
        local.answer = lambda _path: Answer(status=503)
        watched.poll()
        ageless = node.text("edges").replace(b"uptime_seconds", b"other_seconds")
        local.answer = lambda _path: ageless
        assert groups(watched.poll()) == []
        assert watched.said[-1] == (False, "the node is just starting")
        local.answer = answering(node)
        assert groups(watched.poll()) == ["edges"]


def test_that_a_node_that_does_not_answer_is_said_once_and_that_it_is_back() -> None:
    watched = Watched(f"http://127.0.0.1:{free_port()}")
    watched.poll()
    watched.poll()
    assert len(watched.said) == 1
    assert not watched.said[0][0]
    (item,) = watched.items
    assert isinstance(item, CapabilityChanged)
    assert "rabbitmq-plugins enable rabbitmq_prometheus" in item.mend

    node = SimulatedNode()
    with serving(answering(node)) as local:
        watched = Watched(local.base)
        watched.poll()
        local.answer = lambda _path: Answer(status=503)
        watched.poll()
        watched.poll()
        local.answer = answering(node)
        watched.poll()
    assert [ok for ok, _ in watched.said] == [True, False, True]


@pytest.mark.parametrize("body", [b"", b"<html>hello</html>", b'{"error":"x"}'])
def test_that_another_server_is_not_taken_for_rabbitmq(body: bytes) -> None:
    with serving(lambda _path: body) as local:
        watched = Watched(local.base)
        watched.poll()
    ((ok, why),) = watched.said
    assert not ok
    assert "does not answer like RabbitMQ's /metrics/detailed" in why
    assert groups(watched.items) == []


def counted(watched: Watched, flow: Flow, node: SimulatedNode) -> int | None:
    """What the flow says after one more poll."""
    flow.fold_topology(node.topology())
    for item in watched.poll():
        if isinstance(item, Readings):
            flow.fold_readings(item)
    flow.settle()
    edges = [e for e in flow.graph.edges.values() if (e.kind, e.target) == (PUBLISH[0], PUBLISH[2])]
    if not edges:
        return None
    return sum(flow.graph.count(edge, "publish") or 0 for edge in edges)


@pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
def test_that_a_reply_of_something_else_in_between_counts_nothing_twice(version: str) -> None:
    node, flow = SimulatedNode(version=version), Flow("shop")
    line = node.client("orders")
    node.publish(line, "shop", "q", amount=1000)
    with serving(answering(node)) as local:
        watched = Watched(local.base)
        flow.fold_life(node.opened(line))
        assert counted(watched, flow, node) == 0
        local.answer = lambda _path: b"<html>the proxy is starting</html>"
        counted(watched, flow, node)
        local.answer = answering(node)
        node.publish(line, "shop", "q", amount=3)
        assert counted(watched, flow, node) == 3


def test_that_a_restarted_node_is_never_counted_twice() -> None:
    node, flow = SimulatedNode(), Flow("shop")
    line = node.client("orders")
    node.publish(line, "shop", amount=1000)
    with serving(answering(node)) as local:
        watched = Watched(local.base)
        flow.fold_life(node.opened(line))
        assert counted(watched, flow, node) == 0
        node.publish(line, "shop", amount=5)
        node.uptime += 1
        assert counted(watched, flow, node) == 5
        node.restart()
        line = node.client("orders")
        node.publish(line, "shop", amount=2)
        assert counted(watched, flow, node) == 7
        assert flow.graph.edges
        node.uptime += 1
        assert counted(watched, flow, node) == 7


def test_that_a_balancer_that_asks_other_nodes_in_turn_counts_nothing_twice() -> None:
    nodes = [SimulatedNode("rabbit@one"), SimulatedNode("rabbit@two")]
    nodes[1].uptime = 50.0
    lines = [node.client("orders") for node in nodes]
    for node, line in zip(nodes, lines, strict=True):
        node.publish(line, "shop", amount=1000)
    flow = Flow("shop")
    with serving(answering(nodes[0])) as local:
        watched = Watched(local.base)
        for turn in range(6):
            local.answer = answering(nodes[turn % 2])
            assert not counted(watched, flow, nodes[turn % 2])
        node, line = nodes[1], lines[1]
        node.publish(line, "shop", amount=4)
        assert counted(watched, flow, node) == 4


def test_that_dead_letters_are_asked_only_when_someone_wants_them() -> None:
    node = SimulatedNode()
    letters = (
        'rabbitmq_global_messages_dead_lettered_rejected_total{queue_type="rabbit_classic_queue",'
        'dead_letter_strategy="at_most_once"} 7\n'
    )
    metrics = answering(node)
    with serving(lambda path: letters.encode() if path == "/metrics" else metrics(path)) as local:
        watched = Watched(local.base)
        watched.poll()
        assert "/metrics" not in local.asked
        watched.source.wants_dead_letters = True
        items = watched.poll()
    (told,) = [item for item in items if isinstance(item, DeadLetters)]
    assert (told.node, told.totals) == ("rabbit@one", {"classic": 7})


def test_that_the_thread_scrapes_until_it_is_stopped() -> None:
    node = SimulatedNode()
    with serving(answering(node)) as local:
        source = PrometheusSource(local.base, "shop", Reports().put, Watch(), identity())
        source.start()
        source.poke()
        local.over.wait(0.0)
        source.stop()
        source.join(10.0)
    assert not source._thread._thread.is_alive()


def test_that_a_scrape_that_fails_says_so() -> None:
    surface = HttpSurface(f"http://127.0.0.1:{free_port()}")
    scraper = NodeScraper("edges", EDGES, "shop", identity())
    with pytest.raises(SurfaceError):
        scraper.read(surface, Watch())
    surface.close()


def test_that_the_counters_of_another_broker_are_not_taken() -> None:
    with serving(answering(SimulatedNode())) as local:
        watched = Watched(local.base, cluster="ours")
        assert groups(watched.poll()) == []
    ((ok, why),) = watched.said
    assert not ok
    assert "is another broker's: its cluster is 'c'" in why


@pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
def test_that_what_the_session_could_not_take_is_neither_lost_track_of_nor_invented(
    version: str,
) -> None:
    node, flow = SimulatedNode(version=version), Flow("shop")
    line = node.client("orders")
    node.publish(line, "shop", "q", amount=1000)
    with serving(answering(node)) as local:
        watched = Watched(local.base)
        flow.fold_life(node.opened(line))
        assert counted(watched, flow, node) == 0
        watched.items.takes = False
        other = node.client("billing")
        node.deliver(other, "q", amount=7)
        assert watched.poll() == []
        node.close(other)
        node.collect()
        watched.items.takes = True
        node.publish(line, "shop", "q", amount=2)
        counted(watched, flow, node)
        node.publish(line, "shop", "q", amount=3)
        assert counted(watched, flow, node) == 3
    assert all(edge.at_least for edge in flow.graph.edges.values() if edge.kind == "publish")


def test_that_a_url_takes_over_when_that_of_the_same_node_is_given_up() -> None:
    node, flow = SimulatedNode(), Flow("shop")
    line = node.client("orders")
    flow.fold_life(node.opened(line))
    claims = {node.name: "http://another.name"}
    with serving(answering(node)) as local:
        watched = Watched(local.base)
        watched.source._claims = claims
        node.publish(line, "shop", amount=5)
        assert groups(watched.poll()) == []
        claims.clear()
        counted(watched, flow, node)
        node.publish(line, "shop", amount=3)
        assert counted(watched, flow, node) == 3


def test_that_another_node_behind_the_same_url_begins_anew() -> None:
    old, new, flow = SimulatedNode("rabbit@old"), SimulatedNode("rabbit@new"), Flow("shop")
    before, after = old.client("orders"), new.client("orders")
    flow.fold_life(old.opened(before))
    new.publish(after, "shop", amount=1000)
    with serving(answering(old)) as local:
        watched = Watched(local.base)
        counted(watched, flow, old)
        old.publish(before, "shop", amount=5)
        assert counted(watched, flow, old) == 5
        local.answer = answering(new)
        flow.fold_life(new.opened(after))
        assert counted(watched, flow, new) == 5
        new.publish(after, "shop", amount=2)
        assert counted(watched, flow, new) == 7
    rates = [flow.graph.rate(edge, "publish") for edge in flow.graph.edges.values()]
    assert sum(rate or 0 for rate in rates) == 2
    assert flow.tables.nodes == {"rabbit@new"}
