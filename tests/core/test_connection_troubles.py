from core.ack_flow import AckFlow
from core.connection_troubles import connection_troubles
from core.fact_log import logged
from core.graph import FlowGraph
from core.message_facts import Kind, MessageFact
from core.topology import Connection, Topology
from core.troubles import Trouble
from tests.core.seen_facts import BILLING, SHOP

SERVICES = {SHOP.connection: "service:shop", BILLING.connection: "service:billing"}
BLOCKED = MessageFact(kind=Kind.BLOCKED, at=1000.0, party=SHOP, text="low on memory")


def troubles(*facts: MessageFact, at: float = 1000.0, **states: str) -> list[Trouble]:
    graph, flow = FlowGraph(), AckFlow()
    for name in ("shop", "billing"):
        graph.node("service", name)
    flow.fold(logged(*facts))
    named = {"shop": SHOP.connection, "billing": BILLING.connection}
    shown = {
        named[service]: Connection(name=named[service], state=state)
        for service, state in states.items()
    }
    topology = Topology(connections=shown)
    return list(connection_troubles(graph, topology, flow, SERVICES.get, at))


def test_that_a_blocked_connection_is_told_until_it_may_publish() -> None:
    (trouble,) = troubles(BLOCKED, at=1012.0)

    assert (trouble.at, trouble.source) == ("service:shop", "single facts")
    assert trouble.text == "may not publish for at least 12 s, the broker says: low on memory"
    assert troubles(BLOCKED, MessageFact(kind=Kind.UNBLOCKED, at=1005.0, party=SHOP)) == []


def test_that_the_topology_tells_it_without_a_proxy() -> None:
    (trouble,) = troubles(shop="blocked", billing="running")

    assert (trouble.at, trouble.kind, trouble.source) == ("service:shop", "blocked", "topology")
    assert trouble.text == (
        "may not publish: its connection is blocked, an alarm of the broker is on "
        "(memory or disk is short)"
    )


def test_that_it_is_told_once() -> None:
    (trouble,) = troubles(BLOCKED, shop="blocked")

    assert trouble.source == "single facts"


def test_that_who_only_consumes_is_not_concerned() -> None:
    assert troubles(billing="blocking", shop="flow") == []
