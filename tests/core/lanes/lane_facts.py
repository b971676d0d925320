"""A model of acks that is told facts, and its lanes."""

from typing import Any

from core.ack_flow import AckFlow
from core.close_look import Via
from core.endpoints import Endpoints, endpoints
from core.fact_log import logged
from core.graph import FlowGraph, Node
from core.kept_contents import KeptContents
from core.lanes.lane import Lane
from core.lanes.lanes import Lanes
from core.lanes.scope import Scope
from core.message_facts import Flag, Kind, MessageFact
from core.proxy_run import ProxyLook
from core.topology import Topology
from tests.core.seen_facts import seen

NOW = 1010.0


class Looking:
    """Where facts come from, as somebody says by hand."""

    via: Via = "proxy"
    unseen: tuple[str, ...] = ()
    """Connections that nothing is seen of."""
    seen_until = 0.0
    proxy = ProxyLook(phase="listening", address="127.0.0.1:5673", clients=1)

    def __init__(self) -> None:
        self.contents = KeptContents()

    def sees_all_of(self, connection: str) -> bool:
        return connection not in self.unseen


class Told:
    """A session whose facts are told by hand, at a time that stands still."""

    def __init__(self, *facts: MessageFact) -> None:
        self.ack_flow = AckFlow()
        self.close_look = Looking()
        self.graph = FlowGraph()
        self.topology = Topology()
        self.endpoints: Endpoints = endpoints("amqp://localhost")
        self.now = NOW
        self.tell(*facts)

    def clock(self) -> float:
        return self.now

    def service_of(self, connection: str) -> Node | None:  # noqa: ARG002
        return None

    def tell(self, *facts: MessageFact) -> None:
        self.ack_flow.fold(self.close_look.contents.keep(logged(*facts)))


def consuming(limit: int = 0, **more: Any) -> MessageFact:
    return seen(Kind.CONSUMING, amount=limit, **more)


def delivered(tag: int, at: float = 1000.0, **more: Any) -> MessageFact:
    about: dict[str, Any] = {
        "exchange": "orders",
        "routing_key": "new",
        "message_id": f"m{tag}",
        "size": 300,
    }
    return seen(Kind.DELIVERED, tag, at, **{**about, **more})


def acked(tag: int, at: float = 1000.0, batch: int = 0) -> MessageFact:
    flags = Flag.MULTIPLE if batch else Flag(0)
    return seen(Kind.ACKED, tag, at, batch=batch, flags=flags)


def lanes_of(told: Told, scope: Scope | None = None) -> list[Lane]:
    lanes = Lanes(told)
    lanes.pull()
    return lanes.arrange(scope or Scope("/"), told.now)
