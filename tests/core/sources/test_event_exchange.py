"""What the event exchange's source makes of events and failures; the line itself needs a broker."""

import pytest
from pika.exceptions import (
    ChannelClosedByBroker,
    ConnectionClosedByBroker,
    ProbableAccessDeniedError,
)
from pika.spec import Basic

from core.amqp.properties import Properties
from core.endpoints import endpoints
from core.facts import CapabilityChanged, ChannelClosed, DeclarationChanged
from core.sources.event_exchange import EventExchangeSource
from tests.local_http import free_port
from tests.reports import Reports, identity


class Heard:
    """A source and what it has reported."""

    def __init__(self, vhost: str = "shop") -> None:
        self.items = Reports()
        found = endpoints(f"amqp://guest:hunter2@127.0.0.1:{free_port()}/{vhost}", "off", "off", {})
        self.source = EventExchangeSource(found, self.items.put, lambda: 5.0, identity())

    def event(self, routing_key: str, headers: dict[str, object] | None) -> None:
        method = Basic.Deliver(exchange="amq.rabbitmq.event", routing_key=routing_key)
        sent = Properties({} if headers is None else {"headers": headers})
        received = Properties().decode(b"".join(sent.encode()))
        self.source._on_event(None, method, received, b"")

    @property
    def said(self) -> dict[str, tuple[bool, str]]:
        """The last word on each capability."""
        told = [item for item in self.items if isinstance(item, CapabilityChanged)]
        return {item.capability: (item.ok, item.why) for item in told}


def test_that_an_event_becomes_facts_of_now() -> None:
    heard = Heard()
    heard.event("channel.closed", {"pid": "<rabbit@one.17954.908.0>"})
    heard.event("queue.created", {"name": "q", "vhost": "shop", "user_who_performed_action": "u"})
    heard.event("queue.created", {"name": "q", "vhost": "other"})
    assert heard.items == [
        ChannelClosed(at=5.0, pid="rabbit@one/908.0"),
        DeclarationChanged(at=5.0, what="queue.created", name="q", by="u"),
    ]


def test_that_events_without_headers_are_explained_once() -> None:
    heard = Heard()
    heard.event("queue.created", None)
    heard.event("queue.created", {})
    (item,) = heard.items
    assert isinstance(item, CapabilityChanged)
    assert (item.capability, item.ok) == ("event_exchange", False)
    assert "event_exchange.protocol = amqp_0_9_1" in item.mend


def test_that_a_plugin_that_is_off_says_how_to_switch_it_on() -> None:
    heard = Heard()
    heard.source._refused(ChannelClosedByBroker(404, "NOT_FOUND - no exchange"))
    (item,) = heard.items
    assert isinstance(item, CapabilityChanged)
    assert "not enabled" in item.why
    assert "rabbitmq-plugins enable rabbitmq_event_exchange" in item.mend


def test_that_a_missing_permission_names_the_vhost_of_the_plugin() -> None:
    heard = Heard()
    heard.source._refused(ChannelClosedByBroker(403, "ACCESS_REFUSED - access to queue refused"))
    assert not heard.said["event_exchange"][0]
    assert heard.said.keys() == {"event_exchange"}


def test_that_without_the_default_vhost_only_the_events_are_missing() -> None:
    heard = Heard()
    heard.source._amqp.ok()
    heard.source._lost(
        ProbableAccessDeniedError(
            "ConnectionClosedByBroker: (530) 'NOT_ALLOWED - access to vhost '/' refused for user 'guest''"
        )
    )
    assert heard.said["amqp"] == (True, "")
    assert not heard.said["event_exchange"][0]


def test_that_a_lost_connection_takes_both_away() -> None:
    heard = Heard()
    heard.source._amqp.ok()
    heard.source._lost(ConnectionClosedByBroker(320, "CONNECTION_FORCED - shutdown"))
    assert not heard.said["amqp"][0]
    assert not heard.said["event_exchange"][0]


@pytest.mark.parametrize("vhost", ["shop", "%2F"])
def test_that_a_refused_broker_is_said_once_and_the_thread_ends_when_told(vhost: str) -> None:
    heard = Heard(vhost)
    heard.source.start()
    while "event_exchange" not in heard.said:
        heard.source.join(0.01)
    heard.source.stop()
    heard.source.join(10.0)
    assert not heard.source._thread.is_alive()
    assert set(heard.said) == {"amqp", "event_exchange"}
    assert len(heard.items) == 2
    assert "hunter2" not in str(heard.items)


def test_that_a_source_that_never_began_can_be_ended() -> None:
    heard = Heard()
    heard.source.stop()
    heard.source.join(1.0)
