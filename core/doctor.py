"""Looks at each surface of a broker once and says what is there, or why not and what to do."""

from collections.abc import Iterator

import pika

from core.capabilities import Capability
from core.endpoints import Endpoints
from core.sources.blind_spots import blind_spot
from core.sources.event_exchange import EXCHANGE, FIREHOSE, MEND_PLUGIN, VHOST
from core.sources.http import HttpSurface, SurfaceError
from core.sources.link import LINK_ERRORS, explain, open_link
from core.sources.management import MEND_PLUGIN as MEND_MANAGEMENT
from core.sources.management import ManagementApi
from core.sources.metrics_text import MetricsReader
from core.sources.prometheus import MEND_PLUGIN as MEND_PROMETHEUS

_OFF = "switched off"


def check(endpoints: Endpoints) -> Iterator[Capability]:
    """Each capability as soon as it is known; nothing is declared and nothing is changed."""
    yield _amqp(endpoints)
    yield _management(endpoints)
    yield _prometheus(endpoints)
    yield _event_exchange(endpoints)
    yield _firehose(endpoints)


def _amqp(endpoints: Endpoints) -> Capability:
    try:
        link = open_link(endpoints, "doctor")
    except LINK_ERRORS as error:
        trouble = explain(error, endpoints)
        return Capability("amqp", ok=False, why=trouble.why, mend=trouble.mend)
    link.close()
    return Capability("amqp", ok=True, detail=f"logged in at {endpoints.shown}")


def _management(endpoints: Endpoints) -> Capability:
    name = "management"
    if endpoints.management is None:
        return Capability(name, ok=False, why=_OFF, mend="name its URL with --management-url")
    try:
        api = ManagementApi(endpoints)
        overview = api.overview()
        api.bindings()
        api.get("nodes")
    except SurfaceError as error:
        return Capability(name, ok=False, why=error.why, mend=f"{error.mend}; {MEND_MANAGEMENT}")
    if (blind := blind_spot(overview)) is not None:
        return Capability(name, ok=False, why=blind.why, mend=blind.mend)
    detail = f"RabbitMQ {overview['rabbitmq_version']}, rates_mode {overview.get('rates_mode')}"
    return Capability(name, ok=True, detail=detail)


def _prometheus(endpoints: Endpoints) -> Capability:
    name = "prometheus"
    if not endpoints.prometheus:
        return Capability(name, ok=False, why=_OFF, mend="name its URL with --prometheus-url")
    details = []
    for base in endpoints.prometheus:
        try:
            text = HttpSurface(base).get("/metrics/detailed?family=channel_exchange_metrics")
        except SurfaceError as error:
            mend = f"{error.mend}; {MEND_PROMETHEUS}"
            return Capability(name, ok=False, why=error.why, mend=mend)
        scrape = MetricsReader(endpoints.vhost).read(text)
        if not scrape.node:
            why = f"{base} does not answer like RabbitMQ's /metrics/detailed"
            mend = "it needs RabbitMQ 3.10 or newer with the plugin rabbitmq_prometheus"
            return Capability(name, ok=False, why=why, mend=mend)
        details.append(f"RabbitMQ {scrape.version}, node {scrape.node}")
    return Capability(name, ok=True, detail="; ".join(details))


def _event_exchange(endpoints: Endpoints) -> Capability:
    missing = ("the plugin rabbitmq_event_exchange is not enabled", MEND_PLUGIN)
    return _exchange("event_exchange", endpoints, VHOST, EXCHANGE, missing, "topology is pushed")


def _firehose(endpoints: Endpoints) -> Capability:
    missing = ("this broker has no amq.rabbitmq.trace in the vhost", "declare the vhost anew")
    vhost = endpoints.vhost
    detail = "can be read; tracing itself is switched on only when asked for"
    return _exchange("firehose", endpoints, vhost, FIREHOSE, missing, detail)


def _exchange(
    name: str,
    endpoints: Endpoints,
    vhost: str,
    exchange: str,
    missing: tuple[str, str],
    detail: str,
) -> Capability:
    try:
        link = open_link(endpoints, "doctor", vhost)
        try:
            link.channel().exchange_declare(exchange, passive=True)
        finally:
            if link.is_open:
                link.close()
    except pika.exceptions.ChannelClosedByBroker as error:
        if error.reply_code == 404:
            return Capability(name, ok=False, why=missing[0], mend=missing[1])
        trouble = explain(error, endpoints.in_vhost(vhost))
        return Capability(name, ok=False, why=trouble.why, mend=trouble.mend)
    except LINK_ERRORS as error:
        trouble = explain(error, endpoints.in_vhost(vhost))
        return Capability(name, ok=False, why=trouble.why, mend=trouble.mend)
    return Capability(name, ok=True, detail=detail)
