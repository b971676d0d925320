"""Direct replies for clients that read them, and for those that do not."""

from typing import Any

from core.amqp.contents import Content
from core.amqp.properties import Properties
from core.broker.broker import Broker
from core.broker.client_consumer import UNREAD_REPLIES
from tests.core.broker.wire_client import WireClient, broker

REPLY_TO = "amq.rabbitmq.reply-to"


def requester(made: Broker, **options: Any) -> tuple[WireClient, str]:
    """A client that waits for direct replies, and where they are sent to."""
    client = WireClient(made).opened(**options)
    client.channel()
    client.call(1, "queue.declare", queue="requests")
    client.call(1, "basic.consume", queue=REPLY_TO, consumer_tag="replies", no_ack=True)
    client.publish("requests", b"question", reply_to=REPLY_TO)
    client.say(1, "basic.get", queue="requests", no_ack=True)
    request = client.heard()[-1]
    assert isinstance(request, Content)
    address = Properties().decode(request.properties).reply_to
    assert address is not None
    return client, address


def responder(made: Broker) -> WireClient:
    client = WireClient(made).opened()
    client.channel()
    client.call(1, "confirm.select")
    return client


def test_that_who_does_not_read_direct_replies_loses_the_channel() -> None:
    made = broker()
    asking, address = requester(made)
    answering = responder(made)
    asking.transport.waiting = UNREAD_REPLIES
    answering.publish(address, b"the last one")
    asking.turn()
    asking.transport.waiting += 1
    for _ in range(3):
        answering.publish(address, b"too many", mandatory=True)

    assert asking.told() == [
        "basic.deliver the last one",
        "channel.close 406 PRECONDITION_FAILED - direct replies are not read: "
        f"{UNREAD_REPLIES + 1} bytes wait to be sent",
    ]
    assert [one for one in answering.told() if not one.startswith("basic.return")] == [
        "basic.ack 1",
        "basic.ack 2",
        "basic.ack 3",
        "basic.ack 4",
    ]


def test_that_who_lost_the_channel_may_ask_again() -> None:
    made = broker()
    asking, address = requester(made)
    asking.transport.waiting = UNREAD_REPLIES + 1
    responder(made).publish(address, b"not read")
    asking.transport.waiting = 0
    asking.say(1, "channel.close-ok")
    asking.heard()
    asking.channel()

    assert asking.call(1, "basic.consume", queue=REPLY_TO, no_ack=True).name == "basic.consume-ok"
