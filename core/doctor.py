"""Looks at each surface of a broker once and says what is there, or why not and what to do."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pika

from core.capabilities import SWITCHED_OFF, Capability
from core.clock import now
from core.endpoints import Endpoints
from core.sources.blind_spots import blind_spot
from core.sources.broker_identity import BrokerIdentity
from core.sources.event_exchange import EXCHANGE, FIREHOSE, MEND_PLUGIN, VHOST
from core.sources.http import HttpSurface, SurfaceError
from core.sources.link import LINK_ERRORS, explain, open_link
from core.sources.management import MEND_PLUGIN as MEND_MANAGEMENT
from core.sources.management import ManagementApi, broker_of, product_of
from core.sources.management_client import ManagementClient
from core.sources.metrics_text import MetricsReader, cluster_of, node_of
from core.sources.prometheus import MEND_PLUGIN as MEND_PROMETHEUS
from core.sources.tracing import LOOKS, MEND_ADMINISTRATOR
from core.sources.tracing_sight import tracing_words
from core.stage import WORDS, Stage
from core.way_in import WayIn
from core.wording import phrase, tr

_MAY_NOT = phrase("user '{user}' may listen, but not switch tracing on: its tags are {tags}")
_OTHER_MAY_NOT = phrase(
    "it can be read, but user '{user}' of the management API may not switch tracing on: "
    "its tags are {tags}"
)


def check(endpoints: Endpoints) -> Iterator[Stage]:
    """Each stage as soon as it is known; nothing is changed."""
    identity = BrokerIdentity(endpoints, now)
    failed = None
    for name, step in WayIn(endpoints, identity).steps().items():
        # The vhost is told in the moment of the login: it takes no time of its own.
        stage = _after(failed, name) if failed else step() if name == "vhost" else _timed(step)
        yield stage
        if stage.ok is False:
            failed = stage
            identity.give_up()
    yield _timed(lambda: _stage(_management(endpoints, identity)))
    identity.give_up()  # who has not told by now does not
    yield _timed(lambda: _stage(_prometheus(endpoints, identity)))
    if failed:
        yield from (_after(failed, name) for name in ("event_exchange", "firehose"))
        return
    yield _timed(lambda: _stage(_event_exchange(endpoints)))
    yield _timed(lambda: _firehose_right(endpoints))


def _timed(look: Callable[[], Stage]) -> Stage:
    began = time.perf_counter()
    stage = look()
    return stage if stage.ok is None else replace(stage, ms=(time.perf_counter() - began) * 1000)


def _after(failed: Stage, name: str) -> Stage:
    return Stage(name, why=tr("not tried without {stage}", stage=tr(WORDS[failed.name])))


def _stage(found: Capability) -> Stage:
    return Stage(found.name, found.ok, found.why, found.mend, found.detail)


def _management(endpoints: Endpoints, identity: BrokerIdentity) -> Capability:
    name = "management"
    if endpoints.management is None:
        mend = tr("name its URL with --management-url")
        return Capability(name, ok=False, why=tr(SWITCHED_OFF), mend=mend)
    try:
        with closing(ManagementApi(endpoints)) as api:
            overview = api.overview()
            broker = broker_of(overview)
            identity.meet_api(broker["cluster_name"], broker["nodes"], api.base)
            api.bindings()
            blind = blind_spot(overview) or api.shows_own_only()
    except SurfaceError as error:
        return Capability(name, ok=False, why=error.why, mend=error.mend_or(MEND_MANAGEMENT))
    if blind is not None:
        return Capability(name, ok=False, why=blind.why, mend=blind.mend)
    detail = f"{product_of(overview)}, rates_mode {overview.get('rates_mode')}"
    return Capability(name, ok=True, detail=detail)


def _prometheus(endpoints: Endpoints, identity: BrokerIdentity) -> Capability:
    name = "prometheus"
    if not endpoints.prometheus:
        mend = tr("name its URL with --prometheus-url")
        return Capability(name, ok=False, why=tr(SWITCHED_OFF), mend=mend)
    details = []
    for base in endpoints.prometheus:
        try:
            with closing(_metrics_of(endpoints, base)) as surface:
                text = surface.get("/metrics/detailed?family=channel_exchange_metrics")
            name_of_cluster, cluster_id = cluster_of(text)
            identity.meet_node(name_of_cluster, node_of(text), cluster_id, base)
        except SurfaceError as error:
            mend = error.mend_or(MEND_PROMETHEUS)
            return Capability(name, ok=False, why=error.why, mend=mend)
        scrape = MetricsReader(endpoints.vhost).read(text)
        if not scrape.node:
            why = tr("{url} does not answer like RabbitMQ's /metrics/detailed", url=base)
            mend = tr("it needs RabbitMQ 3.10 or newer with the plugin rabbitmq_prometheus")
            return Capability(name, ok=False, why=why, mend=mend)
        details.append(
            tr("RabbitMQ {version}, node {node}", version=scrape.version, node=scrape.node)
        )
    return Capability(name, ok=True, detail=tr("; ").join(details))


def _metrics_of(endpoints: Endpoints, base: str) -> HttpSurface:
    return HttpSurface(base, endpoints.http_login, endpoints.security, only_if_asked=True)


def _event_exchange(endpoints: Endpoints) -> Capability:
    missing = (tr("the plugin rabbitmq_event_exchange is not enabled"), tr(MEND_PLUGIN))
    detail = tr("topology is pushed")
    return _exchange("event_exchange", endpoints, VHOST, EXCHANGE, missing, detail)


def _firehose(endpoints: Endpoints) -> Capability:
    why = tr("this broker has no amq.rabbitmq.trace in the vhost")
    missing = (why, tr("declare the vhost anew"))
    found = _exchange("firehose", endpoints, endpoints.vhost, FIREHOSE, missing, "")
    if not found.ok:
        return found
    return replace(found, detail=tr("can be read; {tracing}", tracing=tracing_words(endpoints)))


def _firehose_right(endpoints: Endpoints) -> Stage:
    """Whether it could be listened to, and whether this user may switch it on."""
    found = _firehose(endpoints)
    if not found.ok:
        return _stage(found)
    try:
        tags = _tags(endpoints)
    except SurfaceError as error:
        mend = tr("first make the management API work: it says above what it needs")
        why = tr("it can be read, but only the management API switches it on: {why}", why=error.why)
        return Stage("firehose", False, why, mend, surface=found)
    if "administrator" in tags:
        return replace(_stage(found), surface=found)
    may_not = _MAY_NOT if endpoints.management_login is None else _OTHER_MAY_NOT
    why = tr(may_not, user=endpoints.http_user, tags=", ".join(tags) or tr("none"))
    mend = tr(MEND_ADMINISTRATOR, user=endpoints.http_user, vhost=endpoints.vhost)
    return Stage("firehose", False, why, mend, surface=found)


def _tags(endpoints: Endpoints) -> list[str]:
    """What the management API says this user is. Raises SurfaceError."""
    with closing(ManagementClient(endpoints)) as client:
        told = client.get("/api/whoami")
    tags = told.get("tags", []) if isinstance(told, dict) else []
    return tags.split(",") if isinstance(tags, str) else [str(one) for one in tags]


def _listen(channel: "pika.adapters.blocking_connection.BlockingChannel", exchange: str) -> None:
    """Try what watching does: the private queue hears nothing and is gone with its connection."""
    queue = channel.queue_declare("", exclusive=True, auto_delete=True).method.queue
    channel.queue_bind(queue, exchange, LOOKS)


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
            channel = link.channel()
            channel.exchange_declare(exchange, passive=True)
            _listen(channel, exchange)
        finally:
            if link.is_open:
                link.close()
    except pika.exceptions.ChannelClosedByBroker as error:
        if error.reply_code == 404:
            return Capability(name, ok=False, why=missing[0], mend=missing[1])
        trouble = explain(error, endpoints.in_vhost(vhost))
        return Capability(name, ok=False, why=trouble.why, mend=trouble.mend_of_one_try)
    except LINK_ERRORS as error:
        trouble = explain(error, endpoints.in_vhost(vhost))
        return Capability(name, ok=False, why=trouble.why, mend=trouble.mend_of_one_try)
    return Capability(name, ok=True, detail=detail)
