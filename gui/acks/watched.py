"""What the ack flow view needs of a session."""

from typing import Protocol

from core.ack_flow import AckFlow
from core.clock import Clock
from core.endpoints import Endpoints
from core.graph import FlowGraph, Node


class Watched(Protocol):
    """A session, as far as this view reads it."""

    ack_flow: AckFlow
    clock: Clock
    endpoints: Endpoints

    @property
    def graph(self) -> FlowGraph:
        """What the broker itself counts."""

    def service_of(self, connection: str) -> Node | None:
        """The service node of a connection."""
