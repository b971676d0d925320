"""What would become of a test event if it were published now: who gets it and why, else why not."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Literal

from core.amqp.fields import FieldError, field_of
from core.broker.refusal import Refusal
from core.broker.routing import copied_to
from core.publishing import Publish
from core.route_words import choice_words, path_words, quoted
from core.routes import ONE_OF_THEM, Address, Passage, Route, Routes, rule
from core.unrouted import why_unrouted
from core.wording import counted, opening, phrase, tr

Verdict = Literal["queues", "perhaps", "nobody", "refused", "unknown"]

_RETURNED = phrase("It is mandatory: the broker returns it (312 NO_ROUTE), then confirms it.")
_DROPPED = phrase(
    "It is not mandatory: the broker confirms it and drops it, and no publisher would notice."
)


@dataclass(frozen=True, slots=True)
class Taker:
    """A queue that would get the message."""

    queue: str
    certain: bool
    """False: an exchange on the way decides by itself."""
    why: str
    path: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Where a message would go, by what is declared now."""

    verdict: Verdict
    headline: str
    """Who gets it, in a few words."""
    why: str = ""
    """Why nobody does, why it is refused, or who decides."""
    consequence: str = ""
    """What the broker answers to the publisher."""
    takers: tuple[Taker, ...] = ()
    """Certain ones first."""
    taps: int = 0
    """Queues of Flowscope's own that get it too."""

    def as_json(self) -> dict[str, Any]:
        """The preview for programs."""
        queues = [
            {"queue": one.queue, "certain": one.certain, "why": one.why} for one in self.takers
        ]
        return {
            "verdict": self.verdict,
            "headline": self.headline,
            "why": self.why,
            "consequence": self.consequence,
            "queues": queues,
            "taps": self.taps,
        }


def preview(
    routes: Routes, publish: Publish, own: Collection[str] = (), *, knows_headers: bool = True
) -> Preview:
    """Look ahead. `own` are queues of Flowscope's own, which count as nobody's."""
    if not routes.topology.exchanges:
        why = tr("What is declared has not been read: that needs the management API.")
        return Preview("unknown", tr("Not known"), why)
    try:
        address = address_of(publish)
        if not knows_headers:
            address = replace(address, headers=None)
        refusal = _refusal(routes, publish.exchange)
    except (Refusal, FieldError) as error:
        refusal = str(error)
    if refusal:
        why = tr("{sentence}.", sentence=refusal)
        consequence = tr("Nothing is published: the broker closes the channel.")
        return Preview("refused", tr("The broker refuses it"), why, consequence)
    return _ahead(routes, publish, address, routes.route(address), own)


def address_of(publish: Publish) -> Address:
    """What exchanges look at in a test event. Raises Refusal and FieldError."""
    headers = {name: field_of(value) for name, value in publish.headers.items()}
    return Address(publish.exchange, (publish.routing_key, *copied_to(headers)), headers)


def _refusal(routes: Routes, name: str) -> str:
    exchange = routes.topology.exchanges.get(name)
    if exchange is None:
        return tr("404 NOT_FOUND, there is no exchange {name}", name=quoted(name))
    if exchange.internal:
        return tr(
            "403 ACCESS_REFUSED, {name} is internal: only other exchanges publish to it", name=name
        )
    return ""


def _ahead(
    routes: Routes, publish: Publish, address: Address, route: Route, own: Collection[str]
) -> Preview:
    reached = [*sorted(route.queues), *sorted(route.possible)]
    takers = tuple(_taker(routes, route, queue) for queue in reached if queue not in own)
    taps = len(reached) - len(takers)
    surely = sum(taker.certain for taker in takers)
    verdict: Verdict = "queues" if surely else "perhaps" if takers else "nobody"
    return Preview(
        verdict,
        _headline(surely, len(takers) - surely, not taps and _takes_one(routes, route), taps),
        _why(routes, address, route, taps),
        _consequence(routes, publish, route),
        takers,
        taps,
    )


def _taker(routes: Routes, route: Route, queue: str) -> Taker:
    path = route.path(queue)
    return Taker(queue, queue in route.queues, path_words(routes, path), path)


def _headline(surely: int, perhaps: int, takes_one: bool, taps: int) -> str:
    if not surely and not perhaps:
        return tr("Nobody else gets it") if taps else tr("Nobody gets it")
    if surely and perhaps:
        return tr("{told}, and perhaps {n:,} more", told=_get(surely), n=perhaps)
    if surely:
        return _get(surely)
    if takes_one and perhaps > 1:
        return tr("One of {n:,} queues gets it", n=perhaps)
    one, many = phrase("Perhaps 1 queue gets it"), phrase("Perhaps {n:,} queues get it")
    return counted(perhaps, one, many)


def _get(number: int) -> str:
    return counted(number, phrase("1 queue gets it"), phrase("{n:,} queues get it"))


def _takes_one(routes: Routes, route: Route) -> bool:
    """Just one exchange is undecided, and hands the message straight to one of some queues."""
    choices = [p for p in route.passages if p.is_choice]
    exchanges = routes.topology.exchanges
    return (
        len(route.undecided) == 1
        and rule(exchanges[route.undecided[0]]) in ONE_OF_THEM
        and all(p.kind == "route" for p in choices)
        and _is_reached(route, route.undecided[0])
    )


def _is_reached(route: Route, exchange: str) -> bool:
    """The message surely gets to an exchange."""
    leading = [p for p in route.passages if p.target == exchange and p.kind != "route"]
    return not leading or any(p.certain for p in leading)


def _why(routes: Routes, address: Address, route: Route, taps: int) -> str:
    exchanges = routes.topology.exchanges
    chosen = [
        tr("{name}: {told}", name=name, told=choice_words(routes, exchanges[name]))
        for name in route.undecided
    ]
    if chosen:
        return tr("{choices}. Which is not known.", choices="; ".join(chosen))
    if taps and taps == len(route.queues):
        return tr("Only a tap of Flowscope gets it.")
    if route.queues:
        return _wildcard_words(routes, address)
    why = why_unrouted(routes, address)
    return tr("{sentence}.", sentence=opening(why)) if why else ""


def _wildcard_words(routes: Routes, address: Address) -> str:
    """A routing key that was taken over from a binding key and not filled in."""
    exchange = routes.topology.exchanges.get(address.exchange)
    if exchange is None or rule(exchange) != "topic":
        return ""
    if not {"*", "#"} & set(address.routing_keys[0].split(".")):
        return ""
    return tr(
        "In a routing key * and # are words like any other: only binding keys have wildcards."
    )


def _consequence(routes: Routes, publish: Publish, route: Route) -> str:
    if route.queues:
        return tr("The broker confirms it once every queue has it.")
    if _takes_one(routes, route) and route.possible:
        return tr("The broker confirms it once the chosen queue has it.")
    if route.possible:
        if publish.mandatory:
            return tr("If no queue gets it, the broker returns it (312 NO_ROUTE).")
        return tr("The broker confirms it; if no queue gets it, it is dropped without a word.")
    return tr(_RETURNED) if publish.mandatory else tr(_DROPPED)
