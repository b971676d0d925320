"""What findings of single messages are judged by."""

from dataclasses import dataclass

from core.ack_flow import AckFlow
from core.consumer_troubles import ServiceOf
from core.disproof import Disproof
from core.graph import FlowGraph


@dataclass(frozen=True, slots=True)
class Witness:
    """What was seen of messages, whose connections they took, and what speaks against it by now."""

    graph: FlowGraph
    flow: AckFlow
    service_of: ServiceOf
    disproof: Disproof
