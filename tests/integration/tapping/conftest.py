"""Each test gets a shop of its own, and taps that end with it."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.endpoints import Endpoints, endpoints
from core.tapping import TapTarget
from tests.integration.tapping.tapped_shop import Shop, Tap, TapOn
from tests.private_node import PrivateNode


@pytest.fixture
def where(vhost_url: str, node: PrivateNode) -> Endpoints:
    return endpoints(vhost_url, node.management_url, environment={})


@pytest.fixture
def shop(where: Endpoints, node: PrivateNode) -> Iterator[Shop]:
    """Topic `shop` with the alternate exchange `lost`, and a queue on `order.*`."""
    shop = Shop(where, node)
    shop.channel.exchange_declare("lost", "fanout")
    shop.channel.exchange_declare("shop", "topic", arguments={"alternate-exchange": "lost"})
    shop.queue("lost.q", ("lost", ""))
    shop.queue("pay.q", ("shop", "order.*"))
    yield shop
    shop.close()


@pytest.fixture
def tap_on(where: Endpoints) -> Iterator[TapOn]:
    taps: list[Tap] = []

    def make(target: TapTarget, there: Endpoints = where, **options: Any) -> Tap:
        taps.append(Tap(there, target, **options))
        return taps[-1]

    yield make
    for tap in taps:
        tap.end()
