"""Which lanes a selection is about."""

from collections.abc import Callable
from dataclasses import dataclass

from core.ack_flow import ConsumerKey, PublisherKey
from core.lanes.holders import Holder
from core.selection import Selection

NodeOf = Callable[[str, str], str]
"""The node of a service, by its connection and the name that it gives itself."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Lanes of a vhost, narrowed to a queue, a service, an exchange; None is any."""

    vhost: str
    queue: str | None = None
    exchange: str | None = None
    service: str | None = None
    """The id of its node."""

    @property
    def is_whole(self) -> bool:
        """Nothing is narrowed: the whole vhost."""
        return self.queue is None and self.exchange is None and self.service is None

    def takes(self, key: Holder, node_of: NodeOf) -> bool:
        """Whether a lane belongs to it."""
        if key.vhost != self.vhost:
            return False
        if isinstance(key, ConsumerKey):
            mine = self.exchange is None and self.queue in (None, key.queue)
            return mine and self.service in (None, node_of(key.connection, key.service))
        if isinstance(key, PublisherKey):
            mine = self.queue is None and self.exchange in (None, key.exchange)
            return mine and self.service in (None, node_of("", key.service))
        return self.exchange is None and (self.is_whole or self.queue == key.queue)


def scope_of(selection: Selection, vhost: str) -> Scope:
    """What a selected node or edge narrows; the whole vhost where nothing fits."""
    if isinstance(selection, str):
        return _narrowed(vhost, selection)
    if selection is None or selection[0] in ("alternate", "bind"):
        return Scope(vhost)
    kind, source, target = selection
    if kind == "route":
        return _narrowed(vhost, target)
    return _narrowed(vhost, source) if kind == "dead_letter" else _narrowed(vhost, source, target)


def _narrowed(vhost: str, *nodes: str) -> Scope:
    found: dict[str, str] = {}
    for node in nodes:
        kind, _, name = node.partition(":")
        found[kind] = node if kind == "service" else name
    return Scope(vhost, found.get("queue"), found.get("exchange"), found.get("service"))
