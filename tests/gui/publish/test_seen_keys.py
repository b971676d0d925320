import pytest

from core.tapped import TappedMessage
from gui.messages.ring import MessageRing
from gui.publish.history import HistoryModel
from gui.publish.seen_keys import SeenKeys
from tests.gui.messages.received import message
from tests.gui.publish.test_history import sent


@pytest.mark.usefixtures("qapp")
def test_that_keys_of_the_history_and_of_the_tap_are_known_each_once() -> None:
    history = HistoryModel()
    ring: MessageRing[TappedMessage] = MessageRing()
    seen = SeenKeys(history, ring)
    history.add([sent(exchange="shop", routing_key="a"), sent(exchange="other", routing_key="b")])
    received = message()
    ring.put([received, received])

    assert seen("other") == ["b"]
    assert received.routing_key in seen(received.exchange)
    assert len(seen(received.exchange)) == len(set(seen(received.exchange)))
    assert seen("nowhere") == []
