"""Test events: typed, completed, sent, sent again, many at a time, and tapped."""

import pytest

from tests.integration.walk.services import Broker
from tests.integration.walk.waiting import until
from tests.integration.walk.walk import LOWER, Walk
from tests.private_node import PrivateNode

_AGAIN = 0.713, 0.686
"""The button that sends a message once more."""
_COUNT = 0.25, 0.958
"""The field that says how many messages."""
_STOP = 0.52, 0.655
"""The button that ends a tap."""
_MESSAGES = LOWER.left + 0.1, LOWER.top + 0.1
"""One of the upper rows of tapped messages."""


@pytest.fixture(autouse=True)
def _box(broker: Broker) -> None:
    """An empty queue that only the test reads."""
    with broker.channel() as channel:
        channel.queue_declare("box")
        channel.queue_purge("box")
        channel.queue_bind("box", "shop", "walk.*")


def test_that_an_event_is_typed_sent_and_sent_again(walk: Walk, broker: Broker) -> None:
    walk.wait_for_told("+ queue box")
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

    walk.hand.click(walk.frame.at(*_AGAIN))
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
    walk.go_to("queue goods")
    walk.hand.press("ctrl+t")
    walk.wait_for_rest(LOWER)  # what the tap would change is told: now it can be started
    walk.hand.press("space")
    until(lambda: _queues(node) > before, "a private queue")
    copied = walk.hand.copied_at()

    def copies() -> bool:
        walk.hand.click(walk.frame.at(*_MESSAGES))
        walk.hand.press("ctrl+c")
        return walk.hand.copied_at() != copied

    until(copies, "a tapped message")
    assert b"order.placed" in walk.hand.clipboard()
    walk.hand.click(walk.frame.at(*_STOP))
    until(lambda: _queues(node) == before, "the private queue has gone")


def _queues(node: PrivateNode) -> set[str]:
    return {queue["name"] for queue in node.request("GET", "/api/queues/walk")}
