from core.endpoints import endpoints
from core.publishing import Publish
from core.tapping import TapTarget
from core.writes import demonstrating, publishing, tapping, tracing


def test_that_a_publish_is_said_with_its_amount_and_place() -> None:
    once = publishing(Publish(exchange="", routing_key="q", body=b"x"), 1)
    assert once.verb == "Publish 1 message"
    assert once.effects[0] == ("1 message of 1 B to the default exchange with routing key 'q'.")
    assert publishing(Publish(exchange="e", routing_key="", body=b""), 1000).verb == (
        "Publish 1,000 messages"
    )


def test_that_all_else_says_what_will_be_there() -> None:
    where = endpoints("amqp://mq/shop", environment={})
    assert "private queue" in tapping(TapTarget("shop", None, ())).effects[0]
    assert tracing(where, "it costs much").effects == (
        "Tracing of vhost 'shop' is switched on, and back afterwards.",
        "It costs much.",
    )
    assert "shop.*" in demonstrating().effects[0]
