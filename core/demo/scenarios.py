"""Trouble on request: what can be made to go wrong in the shop, and what that shows."""

from collections.abc import Callable, Mapping
from typing import Any

from core.demo.demo import ALARM, RESTART, TITLES
from core.demo.event import Event
from core.demo.handler import Handler
from core.demo.service import Service
from core.demo.services.storefront import PLACED, Storefront
from core.wording import tr

Post = Callable[[Callable[[], Any]], object]
"""Runs something on the thread of the system, soon."""


class Scenario:
    """One kind of trouble; it may be started and stopped from any thread."""

    def __init__(
        self,
        name: str,
        promise: str,
        post: Post,
        begin: Callable[[], object],
        end: Callable[[], object],
    ) -> None:
        self.name = name
        """As it is typed: `slow-consumer`."""
        self.promise = promise
        """One sentence: what is caused, and what can be seen of it."""
        self.is_on = False
        self._post = post
        self._begin = begin
        self._end = end

    @property
    def title(self) -> str:
        """As it is read: `Slow consumer`."""
        return tr(TITLES[self.name])

    def start(self) -> None:
        """Cause the trouble; nothing happens if it is on already."""
        if not self.is_on:
            self.is_on = True
            self._post(self._begin)

    def stop(self) -> None:
        """End the trouble; what it left behind is worked off as in a real system."""
        if self.is_on:
            self.is_on = False
            self._post(self._end)


def scenarios(services: Mapping[str, Service], post: Post) -> list[Scenario]:
    """Everything that can go wrong without touching the broker."""
    storefront = services["storefront"]
    shipping, stock, orders = (services[name] for name in ("shipping", "stock", "orders"))
    assert isinstance(storefront, Storefront)
    assert isinstance(shipping, Handler)
    assert isinstance(stock, Handler)
    assert isinstance(orders, Handler)
    return [
        _slow_consumer(shipping, post),
        _crash_loop(stock, post),
        _poison_message(orders, storefront, post),
        _unbound_key(storefront, post),
        _stuck_consumer(services["mail"], post),
        _flood(storefront, post),
    ]


def broker_restart(restart: Callable[[Callable[[], None]], object], post: Post) -> Scenario:
    """The broker goes away and comes back; `restart` says when it is over."""

    def begin() -> None:
        restart(scenario.stop)

    scenario = Scenario(
        RESTART,
        tr("The broker restarts: every service loses its connection and comes back by itself."),
        post,
        begin,
        lambda: None,
    )
    return scenario


def memory_alarm(alarm: Callable[[bool], None], post: Post) -> Scenario:
    """The broker runs short of memory; `alarm` says so, or that it is over."""
    return Scenario(
        ALARM,
        tr(
            "The broker is short of memory and takes no publishes: whoever publishes is blocked, "
            "and nothing moves until it is over."
        ),
        post,
        lambda: alarm(True),
        lambda: alarm(False),
    )


def _slow_consumer(shipping: Handler, post: Post) -> Scenario:
    usual = shipping.pace
    return Scenario(
        "slow-consumer",
        tr(
            "Shipping takes four seconds for each message: "
            "shop.shipping fills up although it is acked."
        ),
        post,
        lambda: setattr(shipping, "pace", 4.0),
        lambda: setattr(shipping, "pace", usual),
    )


def _crash_loop(stock: Handler, post: Post) -> Scenario:
    return Scenario(
        "crash-loop",
        tr(
            "Stock dies with the first message after every start: "
            "shop.stock is delivered again and again and never acked."
        ),
        post,
        lambda: setattr(stock, "crashes", True),
        lambda: setattr(stock, "crashes", False),
    )


def _poison_message(orders: Handler, storefront: Storefront, post: Post) -> Scenario:
    def begin() -> None:
        orders.requeues_bad = True
        orders.pace = 0.05
        storefront.errands.append(
            Event(PLACED, {"order": "A-0", "items": "3 x TEA-0107"}, order="A-0")
        )

    def end() -> None:
        orders.requeues_bad = False
        orders.pace = usual

    usual = orders.pace
    return Scenario(
        "poison-message",
        tr(
            "Orders cannot read one message and requeues it: "
            "shop.orders delivers the same one again many times a second, for ever."
        ),
        post,
        begin,
        end,
    )


def _unbound_key(storefront: Storefront, post: Post) -> Scenario:
    return Scenario(
        "unbound-key",
        tr(
            "A new storefront publishes order.placed.v2, which no queue is bound to: "
            "its orders are dropped without an error."
        ),
        post,
        lambda: setattr(storefront, "key", f"{PLACED}.v2"),
        lambda: setattr(storefront, "key", PLACED),
    )


def _stuck_consumer(mail: Service, post: Post) -> Scenario:
    return Scenario(
        "stuck-consumer",
        tr(
            "Mail waits for ever on its mail server: it holds its prefetch, "
            "acks nothing, and shop.mail fills up."
        ),
        post,
        mail.works.clear,
        mail.works.set,
    )


def _flood(storefront: Storefront, post: Post) -> Scenario:
    return Scenario(
        "flood",
        tr(
            "Ten times the customers come at once: "
            "every line gets wide, and the backlog gathers at the payments."
        ),
        post,
        lambda: setattr(storefront, "rush", 10.0),
        lambda: setattr(storefront, "rush", 1.0),
    )
