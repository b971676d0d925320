"""What the ack flow view needs of a session."""

from typing import Protocol

from core.ack_flow import AckFlow
from core.clock import Clock
from core.close_look import Via
from core.endpoints import Endpoints
from core.graph import FlowGraph, Node
from core.kept_contents import KeptContents
from core.proxy_run import ProxyLook
from core.topology import Topology


class Looking(Protocol):
    """Where single facts come from."""

    @property
    def via(self) -> Via:
        """Firehose, proxy, or none."""

    @property
    def contents(self) -> KeptContents:
        """What messages carry."""

    @property
    def seen_until(self) -> float:
        """The time of the newest that they told; 0 where they told nothing."""

    def sees_all_of(self, connection: str) -> bool:
        """Whatever is published and delivered on a connection is seen now."""

    @property
    def proxy(self) -> ProxyLook:
        """How the proxy is doing."""


class Watched(Protocol):
    """A session, as far as this view reads it."""

    ack_flow: AckFlow
    endpoints: Endpoints
    topology: Topology

    @property
    def clock(self) -> Clock:
        """What tells the time."""

    @property
    def close_look(self) -> Looking:
        """Where single facts come from."""

    @property
    def graph(self) -> FlowGraph:
        """What the broker itself counts."""

    def service_of(self, connection: str) -> Node | None:
        """The service node of a connection."""
