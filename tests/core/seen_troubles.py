"""Troubles of a shop and a billing service, as facts of single messages tell them."""

from core.ack_flow import AckFlow
from core.disproof import Disproof
from core.fact_log import logged
from core.graph import FlowGraph
from core.message_facts import MessageFact
from core.message_troubles import MessageTroubles
from core.sent_troubles import SentTroubles
from core.topology import Binding, Exchange, Topology
from core.troubles import Trouble
from core.unrouted import Unrouted
from core.witness import Witness
from tests.core.seen_facts import BILLING, SHOP

BOUND = Binding(source="orders", destination="billing.q", routing_key="order.*")
SERVICES = {SHOP.connection: "service:shop", BILLING.connection: "service:billing"}


def topology(*bindings: Binding) -> Topology:
    exchanges = {"orders": Exchange(name="orders", type="topic")}
    return Topology(exchanges=exchanges, bindings=bindings)


def troubles(
    *facts: MessageFact,
    at: float = 1000.0,
    declared: Topology | None = None,
    lost: int | None = None,
) -> list[Trouble]:
    graph, flow = FlowGraph(), AckFlow()
    graph.node("service", "shop")
    graph.edge("deliver", "queue:billing.q", "service:billing")
    edge = graph.edge("publish", "service:shop", "exchange:orders")
    if lost is not None:
        graph.count_with(edge)
        graph.tally.credit(edge.counters["drop_unroutable"], lost)
    flow.fold(logged(*facts))
    disproof = Disproof(graph, lambda _: True)
    disproof.look(at, at)
    seen = Witness(graph, flow, SERVICES.get, disproof)
    unrouted = Unrouted(declared or topology())
    sent = SentTroubles(seen).troubles(unrouted.why, at, unrouted.cause)
    return [*MessageTroubles(seen).troubles(at), *sent]
