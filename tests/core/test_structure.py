from core.directory import Directory
from core.facts import ConnectionClosed
from core.graph import EdgeKey, FlowGraph
from core.structure import Structure
from core.topology import Binding, Connection, Consumer, Exchange, Queue, Topology

AT = 1_000_000.0


class Drawn:
    """A graph that follows snapshots."""

    def __init__(self, *, counting: bool = False) -> None:
        self.graph = FlowGraph()
        self.directory = Directory("/")
        self.structure = Structure(self.graph, self.directory)
        self.structure.counting = counting

    def take(self, topology: Topology, seconds: float = 0.0) -> None:
        self.directory.take(topology)
        self.structure.read_at = AT + seconds
        self.structure.take(topology)
        list(self.structure.pruning(set()))

    @property
    def edges(self) -> set[EdgeKey]:
        return set(self.graph.edges)

    @property
    def present(self) -> set[str]:
        return {node.id for node in self.graph.nodes.values() if node.present}


def exchanges(*names: str, **alternates: str) -> dict[str, Exchange]:
    plain = {name: Exchange(name=name, type="topic" if name else "direct") for name in names}
    return plain | {n: Exchange(name=n, type="topic", alternate=a) for n, a in alternates.items()}


def queues(*names: str, **dead_letters: str) -> dict[str, Queue]:
    plain = {name: Queue(name=name) for name in names}
    return plain | {n: Queue(name=n, dead_letter_exchange=x) for n, x in dead_letters.items()}


def binding(source: str, destination: str, *, to_exchange: bool = False) -> Binding:
    kind = "exchange" if to_exchange else "queue"
    return Binding(source=source, destination=destination, destination_type=kind)  # type: ignore[arg-type]


def shop(**declared: object) -> Topology:
    found: dict[str, object] = {
        "exchanges": exchanges("", "orders"),
        "queues": queues("billing"),
        "bindings": (binding("", "billing"), binding("orders", "billing")),
        "connections": {"c": Connection(name="c", provided_name="payments-1", user="u")},
        "consumers": (Consumer(tag="t", queue="billing", channel="c (1)", connection="c"),),
        **declared,
    }
    return Topology(**found)  # type: ignore[arg-type]


def test_that_what_is_declared_is_drawn_before_anything_moves() -> None:
    drawn = Drawn()
    drawn.take(shop())
    assert drawn.present == {"exchange:orders", "queue:billing", "service:payments"}
    assert drawn.edges == {
        ("route", "exchange:orders", "queue:billing"),
        ("deliver", "queue:billing", "service:payments"),
    }
    nodes = drawn.graph.nodes
    assert nodes["exchange:orders"].type == "topic"
    assert nodes["queue:billing"].consumers == 1
    assert nodes["service:payments"].instances == 1
    assert nodes["service:payments"].named_by == "connection_name"


def test_that_declared_edges_count_zero_only_when_counters_come_in() -> None:
    drawn = Drawn()
    drawn.take(shop())
    edge = drawn.graph.edges["route", "exchange:orders", "queue:billing"]
    assert drawn.graph.count(edge, "publish") is None
    assert edge.how
    drawn.structure.counting = True
    drawn.take(shop())
    assert drawn.graph.count(edge, "publish") == 0
    assert edge.provenance == "counted"


def test_that_predeclared_exchanges_show_only_when_something_is_bound() -> None:
    drawn = Drawn()
    standard = exchanges("", "amq.topic", "amq.fanout", "amq.rabbitmq.trace")
    bound = (binding("amq.topic", "billing"), binding("amq.rabbitmq.trace", "billing"))
    drawn.take(shop(exchanges=standard, bindings=bound))
    assert {i for i in drawn.present if i.startswith("exchange:")} == {"exchange:amq.topic"}


def test_that_the_default_exchanges_own_bindings_are_not_drawn() -> None:
    drawn = Drawn(counting=True)
    drawn.structure.ensure("exchange", "")
    drawn.take(shop())
    assert "exchange:" in drawn.present
    assert not [key for key in drawn.edges if key[1] == "exchange:"]


def test_that_dead_letter_and_alternate_exchanges_are_drawn_even_if_nothing_else_uses_them() -> (
    None
):
    drawn = Drawn(counting=True)
    drawn.take(
        shop(
            exchanges=exchanges("", "amq.fanout", orders="amq.fanout"),
            queues=queues(billing=""),
            bindings=(),
        )
    )
    assert ("alternate", "exchange:orders", "exchange:amq.fanout") in drawn.edges
    assert ("dead_letter", "queue:billing", "exchange:") in drawn.edges
    assert drawn.graph.nodes["exchange:"].type == "direct"
    for edge in drawn.graph.edges.values():
        if edge.kind in ("alternate", "dead_letter"):
            assert drawn.graph.counts(edge) == dict.fromkeys(drawn.graph.counts(edge))
            assert "does not count" in edge.how


def test_that_a_dead_letter_exchange_that_is_not_declared_is_not_drawn() -> None:
    drawn = Drawn()
    drawn.take(shop(queues=queues(billing="nowhere")))
    assert "exchange:nowhere" not in drawn.graph.nodes
    assert not [key for key in drawn.edges if key[0] == "dead_letter"]


def test_that_passages_inside_the_broker_are_unknown_and_not_zero() -> None:
    drawn = Drawn(counting=True)
    inside = (binding("orders", "archive", to_exchange=True), binding("archive", "billing"))
    drawn.take(shop(exchanges=exchanges("", "orders", "archive"), bindings=inside))
    hop = drawn.graph.edges["bind", "exchange:orders", "exchange:archive"]
    last = drawn.graph.edges["bind", "exchange:archive", "queue:billing"]
    assert drawn.graph.count(hop, "publish") is None
    assert drawn.graph.count(last, "publish") is None


def test_that_what_is_deleted_is_gone_and_comes_back() -> None:
    drawn = Drawn(counting=True)
    drawn.take(shop())
    drawn.take(Topology(exchanges=exchanges("orders")))
    assert drawn.present == {"exchange:orders"}
    assert drawn.edges == set()
    assert "service:payments" not in drawn.graph.nodes
    drawn.take(shop())
    assert drawn.present == {"exchange:orders", "queue:billing", "service:payments"}
    assert len(drawn.edges) == 2
    assert all(edge.declared for edge in drawn.graph.edges.values())


def test_that_an_edge_that_counted_stays_when_its_binding_goes() -> None:
    drawn = Drawn(counting=True)
    drawn.take(shop())
    key: EdgeKey = ("deliver", "queue:billing", "service:payments")
    drawn.graph.tally.credit(drawn.graph.edges[key].counters["ack"], 5)
    drawn.take(Topology())
    assert drawn.edges == {key}
    assert not drawn.graph.edges[key].declared
    assert not drawn.graph.nodes["queue:billing"].present
    drawn.graph.tally.begin()
    drawn.take(Topology())
    assert drawn.edges == set()


def test_that_an_edge_that_a_living_channel_feeds_stays() -> None:
    drawn = Drawn(counting=True)
    drawn.take(shop())
    edge = drawn.graph.edges["deliver", "queue:billing", "service:payments"]
    drawn.directory.take(Topology())
    drawn.structure.take(Topology())
    list(drawn.structure.pruning({edge.counters["deliver"]}))
    assert drawn.edges == {edge.key}


def test_that_the_structure_grows_only_when_something_changed() -> None:
    drawn = Drawn(counting=True)
    drawn.take(shop())
    before = drawn.graph.structure
    drawn.take(shop())
    assert drawn.graph.structure == before
    drawn.take(shop(queues={"billing": Queue(name="billing", type="quorum")}))
    assert drawn.graph.structure > before


def test_that_instances_follow_events_between_snapshots() -> None:
    drawn = Drawn()
    drawn.take(shop())
    drawn.directory.closed(ConnectionClosed(at=AT, name="c", pid="").name)
    drawn.structure.recount()
    node = drawn.graph.nodes["service:payments"]
    assert (node.instances, node.present) == (0, False)


def test_that_a_queue_is_not_without_consumers_while_one_that_came_was_not_read_yet() -> None:
    drawn = Drawn()
    drawn.take(shop(consumers=()))
    node = drawn.graph.nodes["queue:billing"]
    seen = [node.consumers]
    drawn.structure.await_consumer("billing", AT)
    seen.append(node.consumers)
    for seconds in (-0.1, 0.3, 5.0):  # the broker lists it after its next round of statistics
        drawn.take(shop(consumers=()), seconds)
        seen.append(node.consumers)
    drawn.take(shop(), 5.5)
    assert [*seen, node.consumers] == [0, None, None, None, None, 1]


def test_that_a_consumer_may_come_before_its_queue_is_known() -> None:
    drawn = Drawn()
    drawn.structure.await_consumer("billing", AT)
    drawn.take(shop(consumers=()))
    seen = drawn.graph.nodes["queue:billing"].consumers
    drawn.take(shop(consumers=()), 10.0)
    assert (seen, drawn.graph.nodes["queue:billing"].consumers) == (None, 0)


def test_that_a_consumer_that_came_and_went_is_not_awaited_for_ever() -> None:
    drawn = Drawn()
    drawn.take(shop(consumers=()))
    drawn.structure.await_consumer("billing", AT)
    drawn.structure.await_consumer("nowhere", AT)
    for seconds in (1.0, 10.0):
        drawn.take(shop(consumers=()), seconds)
    assert drawn.graph.nodes["queue:billing"].consumers == 0
