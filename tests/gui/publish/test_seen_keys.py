import pytest

from core.publishing import Publish
from core.tapped import TappedMessage
from gui.messages.ring import MessageRing
from gui.publish.history import HistoryModel, Sent
from gui.publish.seen_keys import SeenKeys
from tests.gui.messages.received import message
from tests.gui.publish.test_history import sent


@pytest.mark.usefixtures("qapp")
def test_that_keys_of_the_history_and_of_the_tap_are_known_each_once() -> None:
    history = HistoryModel()
    ring: MessageRing[TappedMessage] = MessageRing()
    seen = SeenKeys(history, ring)
    publishes = [Publish(exchange=x, routing_key=k) for x, k in (("shop", "a"), ("other", "b"))]
    history.add([Sent(publish, sent().outcome) for publish in publishes])
    received = message()
    ring.put([received, received])

    assert seen("other") == ["b"]
    assert received.routing_key in seen(received.exchange)
    assert len(seen(received.exchange)) == len(set(seen(received.exchange)))
    assert seen("nowhere") == []
