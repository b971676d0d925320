"""Why no queue takes a message, and which binding comes nearest to taking it."""

from collections.abc import Mapping

from core.amqp.fields import Field
from core.broker.routing import HeadersPattern, headers_pattern
from core.nearness import difference, likely, likeness
from core.route_words import quoted, wish_words
from core.routes import Address, Routes, fields_of, rule
from core.topology import DEFAULT_EXCHANGE, DEFAULT_EXCHANGE_NAME, Binding, Exchange, Topology

_FAR = 0.6
"""So much of a binding key may differ, at most, to be called near."""
_REMEMBERED = 2_000


class Unrouted:
    """Why messages are routed nowhere as things are declared; what was asked once is remembered."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self._routes = Routes(topology)
        self._known: dict[tuple[str, str], str] = {}

    def why(self, exchange: str, routing_key: str) -> str:
        """Why no queue takes a message of unknown headers; empty if that is not known.

        Empty also if one takes it, as things are now.
        """
        asked = exchange, routing_key
        if asked not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[asked] = why_unrouted(self._routes, Address(exchange, (routing_key,)))
        return self._known[asked]


def why_unrouted(routes: Routes, address: Address) -> str:
    """Why no queue takes a message, with the nearest binding; empty if one does or may."""
    route = routes.route(address)
    exchange = routes.topology.exchanges.get(address.exchange)
    if route.queues or route.possible or route.undecided:
        return ""
    if address.exchange == DEFAULT_EXCHANGE:
        return _no_such_queue(routes.topology, address.routing_keys[0])
    if exchange is None:
        return ""
    onward = next((p for p in route.passages if p.source == exchange.name), None)
    if onward is not None and onward.kind == "bind":
        return f"{onward.target}, which is bound, routes it nowhere"
    return _unmatched(routes, exchange, address) + _alternate_words(routes.topology, exchange)


def _alternate_words(topology: Topology, exchange: Exchange) -> str:
    if exchange.alternate is None:
        return ""
    name = exchange.alternate or DEFAULT_EXCHANGE_NAME
    does = "routes it nowhere" if exchange.alternate in topology.exchanges else "does not exist"
    return f"; the alternate exchange {name} {does}"


def _no_such_queue(topology: Topology, name: str) -> str:
    names = likely(topology.queues, name)
    near = max(names, key=lambda queue: likeness(queue, name), default="")
    none = f"{DEFAULT_EXCHANGE_NAME} finds no queue {quoted(name)}"
    is_near = near and 1 - likeness(near, name) <= _FAR
    return f"{none}; the nearest is {quoted(near)}" if is_near else none


def _unmatched(routes: Routes, exchange: Exchange, address: Address) -> str:
    bindings = routes.leaving(exchange.name)
    if not bindings:
        return f"nothing is bound to {exchange.name}"
    if rule(exchange) == "headers":
        return _unmatched_headers(exchange, bindings, address.headers or {})
    key = address.routing_keys[0]
    none = f"no binding of {exchange.name} matches {quoted(key)}"
    near = _nearest(bindings, key, wild=rule(exchange) == "topic")
    return f"{none}; the nearest is {near}" if near else none


def _nearest(bindings: tuple[Binding, ...], key: str, *, wild: bool) -> str:
    """The binding whose key differs least, with how it differs; empty when none is near."""
    by_key = {binding.routing_key: binding for binding in reversed(bindings)}
    compared = ((difference(one, key, wild=wild), one) for one in likely(by_key, key))
    near, one = min(compared, key=lambda found: (found[0].share, found[1]))
    if near.share > _FAR:
        return ""
    differs = near.words
    if not wild and not difference(one, key, wild=True).edits:
        differs = "a direct exchange takes * and # to the letter"
    return f"{quoted(one)} to {by_key[one].destination}: {differs}"


def _unmatched_headers(
    exchange: Exchange, bindings: tuple[Binding, ...], headers: Mapping[str, Field]
) -> str:
    """The binding that asks for the fewest headers that the message lacks."""
    asked = [(headers_pattern(fields_of(binding)), binding) for binding in bindings]
    pattern, binding = min(asked, key=lambda one: len(one[0].lacking(headers)))
    none = f"no binding of {exchange.name} matches the headers"
    return f"{none}; the nearest, to {binding.destination}, {_wants(pattern, headers)}"


def _wants(pattern: HeadersPattern, headers: Mapping[str, Field]) -> str:
    lacking = pattern.lacking(headers)
    if not lacking:
        return "asks for any of no headers: it never matches"
    wanted = [wish_words(name, pattern.wanted[name], headers.get(name)) for name in lacking]
    return "wants " + (" or " if pattern.is_any else " and ").join(wanted)
