"""The event exchange: the broker says at once who connects, opens channels, declares and leaves."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pika

from core.amqp.properties import Properties
from core.clock import Clock
from core.endpoints import Endpoints
from core.sources.broker_events import BINDING_KEYS, facts_of
from core.sources.broker_identity import BrokerIdentity, cluster_name
from core.sources.link import LINK_ERRORS, Backoff, explain, open_link
from core.sources.thread import Put, log
from core.sources.told import Told
from core.sources.trouble import reply_of
from core.wording import phrase, tr

EXCHANGE = "amq.rabbitmq.event"
FIREHOSE = "amq.rabbitmq.trace"
VHOST = "/"
MEND_PLUGIN = phrase("enable it: rabbitmq-plugins enable rabbitmq_event_exchange")
_QUEUE_ARGUMENTS = {"x-max-length": 20_000, "x-overflow": "drop-head"}
_PROBE_AGAIN_SECONDS = 30.0


class EventExchangeSource:
    """Listens on a private queue; also the one that says whether AMQP itself works.

    The plugin publishes in the default vhost, wherever the watched one is. When it is off or may
    not be read, that is said once and looked at again now and then.
    """

    def __init__(
        self, endpoints: Endpoints, put: Put, clock: Clock, identity: BrokerIdentity
    ) -> None:
        self.probes = 0
        """Channels that were opened for a moment, to look at something."""
        self.queue = ""
        """The private queue on which events come."""
        self._endpoints = endpoints
        self._put = put
        self._clock = clock
        self._identity = identity
        self._ended = Event()
        self._amqp = Told("amqp", put, clock)
        self._firehose = Told("firehose", put, clock)
        self._told = Told("event_exchange", put, clock)
        self._thread = Thread(target=self._run, name="flowscope event exchange", daemon=True)
        self.start = self._thread.start

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._ended.set()

    def join(self, timeout: float) -> None:
        """Wait until its thread has ended."""
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        backoff = Backoff()
        while not self._ended.is_set():
            try:
                pause = self._watch(backoff.reset)
            except LINK_ERRORS as error:
                self._lost(error)
                pause = backoff.next() if explain(error, self._endpoints).retry else 5.0
            except Exception as fault:  # noqa: BLE001 - the rim of a thread: say it and go on
                log.exception("a source failed")
                self._told.fault(fault)
                pause = 5.0
            self._ended.wait(pause)

    def _watch(self, connected: Callable[[], None]) -> float:
        """Listen until told to end; returns how long to wait when there is nothing to hear."""
        link = open_link(self._endpoints, "events")
        try:
            connected()
            self._identity.told(cluster_name(link))
            self._amqp.ok()
            self._look_for_firehose(link)
            if self._endpoints.vhost != VHOST:
                link.close()
                link = open_link(self._endpoints, "events", VHOST)
            return self._listen(link)
        finally:
            if link.is_open:
                link.close()

    def _look_for_firehose(self, link: "pika.BlockingConnection") -> None:
        """Whether tracing could be listened to; nothing is switched on."""
        channel = link.channel()
        self.probes += 1
        try:
            channel.exchange_declare(FIREHOSE, passive=True)
        except pika.exceptions.ChannelClosedByBroker as error:
            trouble = explain(error, self._endpoints)
            self._firehose.missing(trouble.why, trouble.mend)
        else:
            channel.close()
            self._firehose.ok()

    def _listen(self, link: "pika.BlockingConnection") -> float:
        try:
            channel = link.channel()
            channel.exchange_declare(EXCHANGE, passive=True)
            queue = self.queue = channel.queue_declare(
                "", exclusive=True, auto_delete=True, arguments=_QUEUE_ARGUMENTS
            ).method.queue
            for key in BINDING_KEYS:
                channel.queue_bind(queue, EXCHANGE, key)
            channel.basic_consume(queue, self._on_event, auto_ack=True)
        except pika.exceptions.ChannelClosedByBroker as error:
            self.probes += 1
            self._refused(error)
            return self._stay_connected(link)
        self._told.ok()
        while not self._ended.is_set():
            link.process_data_events(0.1)
        return 0.0

    def _stay_connected(self, link: "pika.BlockingConnection") -> float:
        """Keep the line, so that a broker that goes away is noticed, then look again."""
        until = self._clock() + _PROBE_AGAIN_SECONDS
        while not self._ended.is_set() and self._clock() < until:
            link.process_data_events(0.1)
        return 0.0

    def _on_event(
        self, _channel: object, method: Any, properties: Properties, _body: bytes
    ) -> None:
        headers = properties.headers_as_json()
        if not headers:
            self._told.missing(
                tr("events come without headers (event_exchange.protocol = amqp_1_0)"),
                tr("set event_exchange.protocol = amqp_0_9_1 in rabbitmq.conf"),
            )
            return
        for fact in facts_of(method.routing_key, headers, self._endpoints.vhost, self._clock()):
            self._put(fact)

    def _refused(self, error: "pika.exceptions.ChannelClosedByBroker") -> None:
        if error.reply_code == 404:
            why = tr("the plugin rabbitmq_event_exchange is not enabled")
            mend = tr(MEND_PLUGIN)
        else:
            trouble = explain(error, self._endpoints.in_vhost(VHOST))
            why, mend = trouble.why, trouble.mend
        self._told.missing(why, mend)

    def _lost(self, error: BaseException) -> None:
        self._identity.give_up()
        at_vhost = self._endpoints
        reply = reply_of(error)
        amqp_works = self._amqp.works
        if reply and reply[0] == 530 and amqp_works and at_vhost.vhost != VHOST:
            at_vhost = at_vhost.in_vhost(VHOST)
        else:
            trouble = explain(error, at_vhost)
            self._amqp.missing(trouble.why, trouble.mend)
        trouble = explain(error, at_vhost)
        self._told.missing(trouble.why, trouble.mend)
