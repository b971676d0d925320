from collections.abc import Iterator

import pytest

from core.endpoints import Endpoints, endpoints
from core.sources.good_host import forget, in_turn, let_in

THREE = endpoints("amqp://u:p@a,b:1,c/shop", environment={})


@pytest.fixture(autouse=True)
def nothing_is_known() -> Iterator[None]:
    yield
    forget(THREE)


def hosts(where: Endpoints = THREE) -> list[str]:
    return [one.host for one in in_turn(where)]


def test_that_the_first_is_first_until_another_was_good() -> None:
    assert hosts() == ["a", "b", "c"]

    let_in(THREE, in_turn(THREE)[1])

    assert hosts() == ["b", "c", "a"]
    assert [one.port for one in in_turn(THREE)] == [1, 5672, 5672]


def test_that_other_brokers_have_their_own() -> None:
    let_in(THREE, in_turn(THREE)[2])

    assert hosts(endpoints("amqp://u:p@b,a/shop", environment={})) == ["b", "a"]


def test_that_a_broker_with_one_host_has_nothing_to_remember() -> None:
    alone = endpoints("amqp://u:p@a/shop", environment={})
    let_in(alone, alone)

    assert hosts(alone) == ["a"]
