"""Test events: typed, completed, sent, sent again, many at a time, and tapped."""

from collections.abc import Iterator

import pytest

from tests.integration.walk.services import Broker
from tests.integration.walk.waiting import until
from tests.integration.walk.walk import LOWER, Area, Walk
from tests.private_node import PrivateNode

_AGAIN = Area(0.69, 0.67, 0.74, 0.695)
"""The button that sends a message once more."""
_COUNT = 0.25, 0.958
"""The field that says how many messages."""
_START = Area(0.489, 0.64, 0.506, 0.665)
"""In the button that begins a tap, and then in the one that ends it."""
_BRIGHT = 200
"""A button that cannot be pressed is darker than that."""
_MESSAGES = LOWER.left + 0.1, LOWER.top + 0.1
"""One of the upper rows of tapped messages."""


@pytest.fixture(autouse=True, scope="module")
def _box(walk: Walk, broker: Broker) -> Iterator[None]:
    """A queue that only the test reads."""
    with broker.channel() as channel:
        channel.queue_declare("box")
        channel.queue_bind("box", "shop", "walk.*")
    walk.wait_for_told("+ queue box")
    yield
    with broker.channel() as channel:
        channel.queue_delete("box")


def test_that_an_event_is_typed_sent_and_sent_again(walk: Walk, broker: Broker) -> None:
    walk.hand.press("ctrl+p", "ctrl+a")
    walk.hand.type("sho")
    walk.hand.press("Down", "Return", "Tab")  # takes the completed name
    walk.hand.type("walk.one")
    walk.hand.press("Escape", *["Tab"] * 4, "space", "Tab", "space")  # headers, add
    walk.hand.type("steps")
    walk.hand.press("Tab")
    walk.hand.type("i")
    walk.hand.press("Tab")
    walk.hand.type("42")
    walk.hand.press(*["Tab"] * 5, "ctrl+a")  # remove, add, form, format, body
    walk.hand.type('{"walked": true}')
    walk.hand.press("ctrl+Return")
    sent = ({"steps": 42}, b'{"walked": true}')
    assert broker.take("box") == sent

    until(lambda: walk.look(_AGAIN).max() > _BRIGHT, "the message can be sent again")
    walk.hand.click(walk.middle(_AGAIN))
    assert broker.take("box") == sent


def test_that_many_events_are_sent_until_they_are_cancelled(walk: Walk, broker: Broker) -> None:
    walk.hand.press("ctrl+p", "ctrl+a")
    walk.hand.type("shop")
    walk.hand.press("Escape", "Tab", "ctrl+a")
    walk.hand.type("walk.many")
    walk.hand.press("Escape")
    walk.hand.click(walk.frame.at(*_COUNT))
    walk.hand.press("ctrl+a")
    walk.hand.type("900")
    walk.hand.press("Tab", "ctrl+a")
    walk.hand.type("20")
    walk.hand.press("ctrl+Return")
    broker.wait_for_more("box")
    walk.hand.press("Tab", "space")  # cancel: send is off meanwhile
    assert broker.wait_for_rest("box") < 800


def test_that_what_is_chosen_is_tapped_by_key_until_it_is_stopped(
    walk: Walk, node: PrivateNode
) -> None:
    before = _queues(node)
    walk.go_to("exchange shop")
    walk.hand.press("ctrl+t")
    until(lambda: walk.look(_START).max() > _BRIGHT, "a button that can be pressed")
    walk.hand.press("space")
    until(lambda: _queues(node) > before, "a private queue")
    copied = walk.hand.copied_at()

    def copies() -> bool:
        walk.hand.click(walk.frame.at(*_MESSAGES))
        walk.hand.press("ctrl+c")
        return walk.hand.copied_at() != copied

    until(copies, "a tapped message")
    assert b"order.placed" in walk.hand.clipboard()
    walk.hand.click(walk.middle(_START))
    until(lambda: _queues(node) == before, "the private queue has gone")


def _queues(node: PrivateNode) -> set[str]:
    return {queue["name"] for queue in node.request("GET", "/api/queues/walk")}
