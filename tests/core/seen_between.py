"""Hops that were seen message by message, in the making."""

from typing import Any

from core.seen_hop import SeenHop, SeenWay
from tests.gui.flow.sample_graphs import Broker


def seen(delivered: int, rate: float = 2.0, **more: Any) -> SeenHop:
    """Messages of the events exchange that were seen to get through `audit.q`."""
    about: dict[str, Any] = {
        "counts": {"deliver": delivered, "redeliver": 0, "ack": delivered},
        "rates": {"deliver": rate, "redeliver": 0.0, "ack": rate},
        "ways": (SeenWay("events", "audit.q", delivered),),
        "where": "proxy",
        "seconds": 60.0,
        "is_listening": True,
        "at_least": False,
        "total_at_least": False,
    }
    return SeenHop(**{**about, **more})


def look(broker: Broker, *ends: tuple[str, str], **more: Any) -> None:
    """Somebody has looked closely."""
    broker.graph.seen_hops = {end: seen(30 + n, **more) for n, end in enumerate(ends)}
    broker.graph.values += 1
