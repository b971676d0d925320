"""Which changes of the topology log concern what is selected."""

from collections.abc import Callable, Collection

from core.selection import Selection
from core.services import without_instance
from core.topology_log import Entry
from core.wording import tr

PeersOf = Callable[[str], Collection[str]]
"""Where the connections of a service came from, also those that are over: `10.0.0.1:51000`."""
_EVERYTHING = ("broker", "vhost")


def concerns(entry: Entry, selection: Selection, peers_of: PeersOf = lambda _: ()) -> bool:
    """A change is of a node, of what is bound to it or consumes there, or of an end of an edge."""
    if selection is None or entry.kind in _EVERYTHING:
        return True
    ends = (selection,) if isinstance(selection, str) else selection[1:]
    return any(_concerns_node(entry, *end.partition(":")[::2], peers_of) for end in ends)


def _concerns_node(entry: Entry, kind: str, name: str, peers_of: PeersOf) -> bool:
    match kind:
        case "queue":
            return entry.concerns(name)
        case "exchange":
            return _of_exchange(entry, name)
        case "service":
            return _of_service(entry, name, peers_of)
    return False


def _of_exchange(entry: Entry, name: str) -> bool:
    """Itself, and the bindings that leave it or end in it."""
    if entry.kind == "binding":
        return entry.name.startswith(f"{name} -> ") or f" -> {name} [" in entry.name
    return (entry.kind, entry.name) == ("exchange", name)


def _of_service(entry: Entry, name: str, peers_of: PeersOf) -> bool:
    """Its connections, and its consumers as far as it is known whose they are."""
    if entry.kind == "connection":
        given, _, peer = entry.name.rpartition(" (")
        named = bool(given) and name in (given, without_instance(given))
        return named or peer.rstrip(")") in peers_of(f"service:{name}")
    return entry.kind == "consumer" and entry.detail == tr("service {name}", name=name)
