"""Why no queue takes a message, and which binding comes nearest to taking it."""

import json
from collections.abc import Mapping

from core.amqp.fields import Field, field_of
from core.asked_headers import fields_of, wish_words
from core.broker.routing import HeadersPattern, headers_pattern
from core.direct_replies import REPLY_PREFIX
from core.nearness import difference, likely, likeness
from core.route_words import quoted
from core.routes import Address, Routes, rule
from core.topology import DEFAULT_EXCHANGE, DEFAULT_EXCHANGE_NAME, Binding, Exchange, Topology
from core.wording import tr

_FAR = 0.6
"""So much of a binding key may differ, at most, to be called near."""
_REMEMBERED = 2_000


class Unrouted:
    """Why messages are routed nowhere as things are declared; what was asked once is remembered."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self._routes = Routes(topology)
        self._known: dict[tuple[str, str, str], str] = {}

    def why(self, exchange: str, routing_key: str, headers: str = "") -> str:
        """Why no queue takes a message, with its headers as JSON; empty if that is not known.

        Empty also if one takes it, as things are now.
        """
        asked = exchange, routing_key, headers
        if asked not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            address = Address(exchange, (routing_key,), _fields(headers))
            self._known[asked] = why_unrouted(self._routes, address)
        return self._known[asked]

    def cause(self, exchange: str, headers: str) -> tuple[str, ...]:
        """What tells messages apart that go nowhere for different reasons, by their headers.

        The nearest binding and which headers it misses; empty where headers do not matter.
        """
        declared = self.topology.exchanges.get(exchange)
        if declared is None or rule(declared) != "headers":
            return ()
        bindings = self._routes.leaving(exchange)
        if not bindings:
            return ()
        found = _fields(headers) or {}
        pattern, binding = _nearest_headers(bindings, found)
        return (binding.destination, *pattern.lacking(found))


def _fields(headers: str) -> dict[str, Field] | None:
    if not headers:
        return None
    return {name: field_of(value) for name, value in json.loads(headers).items()}


def why_unrouted(routes: Routes, address: Address) -> str:
    """Why no queue takes a message, with the nearest binding; empty if one does or may.

    Empty also for a direct reply, which arrives without a queue.
    """
    if address.exchange == DEFAULT_EXCHANGE and address.routing_keys[0].startswith(REPLY_PREFIX):
        return ""
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
        return tr("{name}, which is bound, routes it nowhere", name=onward.target)
    return _with_alternate(routes.topology, exchange, _unmatched(routes, exchange, address))


def _with_alternate(topology: Topology, exchange: Exchange, why: str) -> str:
    """Also why its alternate exchange does not help."""
    if exchange.alternate is None:
        return why
    name = exchange.alternate or DEFAULT_EXCHANGE_NAME
    if exchange.alternate in topology.exchanges:
        return tr("{why}; the alternate exchange {name} routes it nowhere", why=why, name=name)
    return tr("{why}; the alternate exchange {name} does not exist", why=why, name=name)


def _no_such_queue(topology: Topology, name: str) -> str:
    if not name:
        return tr("the routing key has to be the name of a queue, and is empty")
    names = likely(topology.queues, name)
    near = max(names, key=lambda queue: likeness(queue, name), default="")
    none = tr("{exchange} finds no queue {name}", exchange=DEFAULT_EXCHANGE_NAME, name=quoted(name))
    is_near = near and 1 - likeness(near, name) <= _FAR
    return tr("{why}; the nearest is {near}", why=none, near=quoted(near)) if is_near else none


def _unmatched(routes: Routes, exchange: Exchange, address: Address) -> str:
    bindings = routes.leaving(exchange.name)
    if not bindings:
        return tr("nothing is bound to {name}", name=exchange.name)
    if rule(exchange) == "headers":
        return _unmatched_headers(exchange, bindings, address.headers or {})
    key = address.routing_keys[0]
    none = tr("no binding of {name} matches {key}", name=exchange.name, key=quoted(key))
    near = _nearest(bindings, key, wild=rule(exchange) == "topic")
    return tr("{why}; the nearest is {near}", why=none, near=near) if near else none


def _nearest(bindings: tuple[Binding, ...], key: str, *, wild: bool) -> str:
    """The binding whose key differs least, with how it differs; empty when none is near."""
    by_key = {binding.routing_key: binding for binding in reversed(bindings)}
    compared = ((difference(one, key, wild=wild), one) for one in likely(by_key, key))
    near, one = min(compared, key=lambda found: (found[0].share, found[1]))
    if near.share > _FAR:
        return ""
    differs = near.words
    if not wild and not difference(one, key, wild=True).edits:
        differs = tr("a direct exchange takes * and # to the letter")
    to = by_key[one].destination
    return tr("{key} to {queue}: {difference}", key=quoted(one), queue=to, difference=differs)


def _unmatched_headers(
    exchange: Exchange, bindings: tuple[Binding, ...], headers: Mapping[str, Field]
) -> str:
    """The binding that asks for the fewest headers that the message lacks."""
    pattern, binding = _nearest_headers(bindings, headers)
    return tr(
        "no binding of {name} matches the headers; the nearest, to {queue}, {wish}",
        name=exchange.name,
        queue=binding.destination,
        wish=_wants(pattern, headers),
    )


def _nearest_headers(
    bindings: tuple[Binding, ...], headers: Mapping[str, Field]
) -> tuple[HeadersPattern, Binding]:
    asked = [(headers_pattern(fields_of(binding.arguments)), binding) for binding in bindings]
    return min(asked, key=lambda one: len(one[0].lacking(headers)))


def _wants(pattern: HeadersPattern, headers: Mapping[str, Field]) -> str:
    lacking = pattern.lacking(headers)
    if not lacking:
        return tr("asks for any of no headers: it never matches")
    wanted = [wish_words(name, pattern.wanted[name], headers.get(name)) for name in lacking]
    return tr(
        "requires {wishes}", wishes=(tr(" or ") if pattern.is_any else tr(" and ")).join(wanted)
    )
