"""Connections on which the broker takes no publishes, because an alarm is on."""

from collections.abc import Iterator

from core import numbers
from core.ack_flow import AckFlow
from core.consumer_troubles import ServiceOf
from core.graph import FlowGraph
from core.topology import Topology
from core.troubles import Trouble
from core.wording import counted, phrase, tr

_BLOCKED = "blocked"
"""The state in which the management API shows such a connection that has tried to publish."""


def connection_troubles(
    graph: FlowGraph, topology: Topology, flow: AckFlow, service_of: ServiceOf, now: float
) -> Iterator[Trouble]:
    """One for each service: from single facts, which say why and since when, else from its state."""
    told = _told(graph, flow, service_of)
    for service, blocks in told.items():
        since, why = min(blocks)
        time = numbers.whole_age(now - since)
        text = tr("may not publish for at least {time}, the broker says", time=time)
        if why:
            text = tr(
                "may not publish for at least {time}, the broker says: {why}", time=time, why=why
            )
        yield Trouble(service, "blocked", "warning", text, amount=len(blocks))
    shown_blocked = [
        service_of(name) for name, one in topology.connections.items() if one.state == _BLOCKED
    ]
    for service in sorted({one for one in shown_blocked if one in graph.nodes} - told.keys()):
        amount = shown_blocked.count(service)
        text = counted(
            amount,
            phrase(
                "may not publish: its connection is blocked, an alarm of the broker is on "
                "(memory or disk is short)"
            ),
            phrase(
                "may not publish: {n:,} of its connections are blocked, an alarm of the broker is on "
                "(memory or disk is short)"
            ),
        )
        yield Trouble(service, "blocked", "warning", text, amount=amount, told_by="topology")


def _told(
    graph: FlowGraph, flow: AckFlow, service_of: ServiceOf
) -> dict[str, list[tuple[float, str]]]:
    """By service: since when connections are blocked, and why."""
    found: dict[str, list[tuple[float, str]]] = {}
    for name, connection in flow.life.connections.items():
        service = service_of(name)
        if connection.blocked_since is not None and service in graph.nodes:
            block = connection.blocked_since, connection.blocked_why
            found.setdefault(str(service), []).append(block)
    return found
