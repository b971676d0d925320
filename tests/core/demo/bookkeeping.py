"""What the demo's books must be compared with, and when they are at rest."""

import time
from collections import Counter
from typing import Any

from core.demo.books import Key
from core.demo.system import System

# Written down by hand: what the bindings of the plan should make of each routing key.
ROUTES: dict[tuple[str, str], tuple[str, ...]] = {
    ("shop.events", "order.placed"): ("shop.orders", "shop.audit-log"),
    ("shop.events", "order.accepted"): ("shop.fraud", "shop.mail", "shop.audit-log"),
    ("shop.events", "payment.captured"): ("shop.stock", "shop.audit-log"),
    ("shop.events", "payment.failed"): ("shop.mail", "shop.audit-log"),
    ("shop.events", "payment.refunded"): ("shop.audit-log",),
    ("shop.events", "stock.reserved"): ("shop.shipping",),
    ("shop.events", "parcel.shipped"): ("shop.mail",),
    ("shop.bank", "charge"): ("shop.charge",),
    ("shop.bank", "refund"): ("shop.refund",),
    ("shop.bank", "voucher"): ("shop.strays",),
    ("", "shop.pricing"): ("shop.pricing",),
    ("", "shop.replies"): ("shop.replies",),
}
NOWHERE = {("shop.events", "cart.abandoned"), ("shop.events", "stock.low")}
QUIET_SECONDS = 4.0
"""Longer than the TTL of the mail's retry queue: after so long without a note nothing comes."""


def until(condition: Any, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def all_up(system: System) -> bool:
    return all(one.is_up.is_set() for one in system.services.values())


def noted(system: System, counter: str) -> int:
    return sum(n for key, n in system.books.counts().items() if key[3] == counter)


def until_quiet(system: System) -> None:
    """Nothing was noted for a while."""
    last, since = system.books.counts(), time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        time.sleep(0.1)
        now = system.books.counts()
        if now != last:
            last, since = now, time.monotonic()


def truth(system: System) -> dict[Key, int]:
    """The books, with what the broker must have made of each routing key."""
    counts: Counter[Key] = Counter(system.books.counts())
    for (exchange, key), amount in system.books.routing_keys().items():
        if exchange == "shop.docs":
            for queue in ("shop.labels", "shop.erp"):
                counts["route", f"exchange:{exchange}", f"queue:{queue}", "publish"] += amount // 2
        for queue in ROUTES.get((exchange, key), ()):
            counts["route", f"exchange:{exchange}", f"queue:{queue}", "publish"] += amount
    lost = system.books.routing_keys().get(("shop.events", "cart.abandoned"), 0)
    counts["publish", "service:storefront", "exchange:shop.events", "drop_unroutable"] += lost
    return {key: n for key, n in counts.items() if n and key[3] != "reject"}
