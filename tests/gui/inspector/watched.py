"""A small watched shop: what the tests of the inspector look at."""

import numpy as np

from core.endpoints import endpoints
from core.facts import Item
from core.graph import Edge
from core.session import Session
from core.topology import Binding, Channel, Connection, Consumer, Exchange, Queue, Topology

ORDERS = "10.0.0.1:51000 -> 10.0.0.9:5672"
PAYMENTS = "10.0.0.2:52000 -> 10.0.0.9:5672"
CHANNEL = f"{PAYMENTS} (1)"
AT = 1_700_000_000.0


def connection(name: str, provided_name: str, host: str) -> Connection:
    return Connection(
        name=name,
        user="shop",
        peer_host=host,
        provided_name=provided_name,
        product="pika 1.4",
        connected_at=AT,
    )


def shop_topology(**changed: object) -> Topology:
    parts: dict[str, object] = {
        "exchanges": {
            "shop": Exchange(name="shop", type="topic", alternate="unrouted"),
            "unrouted": Exchange(name="unrouted", type="fanout"),
            "dlx": Exchange(name="dlx", type="fanout"),
        },
        "queues": {
            "payments.q": Queue(
                name="payments.q",
                type="quorum",
                policy="orders-ttl",
                operator_policy="guard",
                arguments={"x-message-ttl": 30_000, "x-dead-letter-exchange": "dlx"},
                dead_letter_exchange="dlx",
            ),
            "<b>odd</b>": Queue(name="<b>odd</b>"),
        },
        "bindings": (
            Binding(source="shop", destination="payments.q", routing_key="order.*"),
            Binding(source="shop", destination="<b>odd</b>", routing_key="#"),
        ),
        "connections": {
            ORDERS: connection(ORDERS, "orders-1", "10.0.0.1"),
            PAYMENTS: connection(PAYMENTS, "payments", "10.0.0.2"),
        },
        "channels": {CHANNEL: Channel(name=CHANNEL, connection=PAYMENTS, prefetch=20)},
        "consumers": (
            Consumer(tag="ctag1", queue="payments.q", channel=CHANNEL, connection=PAYMENTS),
        ),
    }
    return Topology(**{**parts, **changed})  # type: ignore[arg-type]


def watched(topology: Topology | None = None) -> Session:
    """A session that has read the shop's topology, without any counter."""
    session = Session(endpoints(environment={}), clock=lambda: AT)
    session.topology = shop_topology() if topology is None else topology
    session.flow.fold_topology(session.topology)
    session.phase = "watching"
    return session


def fold(session: Session, *items: Item) -> None:
    """Let a source tell something."""
    for item in items:
        session._put(item)
    session.pump()


def counted(session: Session, edge: Edge, **counts: int) -> Edge:
    """Let an edge count so much in each of two seconds."""
    session.flow.structure.count(edge)
    pace = session.graph.tally.pace()
    counters = np.array([edge.counters[name] for name in counts])
    for second in range(3):
        added = np.array([float(value) for value in counts.values()]) * (second > 0)
        session.graph.tally.advance(pace, counters, added, AT + second, 10.0)
    return edge


def publishing(session: Session) -> Edge:
    edge = session.graph.edge("publish", "service:orders", "exchange:shop")
    return counted(session, edge, publish=150, confirm=140, return_unroutable=0)


def delivering(session: Session) -> Edge:
    edge = session.graph.edge("deliver", "queue:payments.q", "service:payments")
    return counted(session, edge, deliver=40, ack=30)
