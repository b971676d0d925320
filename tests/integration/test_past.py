"""A backlog that was there before anybody watched: the broker's own samples say since when."""

import numpy as np
import pika
import pytest

from core.clock import now
from core.endpoints import Endpoints, endpoints
from core.facts import Item, PastRead
from core.past import Whose
from core.sources.broker_samples import COARSE, FINE
from core.sources.past import PastSource
from core.troubles import Trouble
from tests.embedded_node import EMBEDDED
from tests.integration.clients import pump_until, watching
from tests.integration.shop import connect
from tests.private_node import PrivateNode

pytestmark = pytest.mark.timeout(120)
_QUEUE = "old bills/%"


@pytest.fixture
def where(node: PrivateNode, vhost_url: str) -> Endpoints:
    return endpoints(vhost_url, node.management_url, node.prometheus_url)


class Reader:
    """Reads the past of a queue as often as a test asks."""

    def __init__(self, where: Endpoints) -> None:
        self._told: list[Item] = []
        self._source = PastSource(where, self._put, now)

    def _put(self, item: Item) -> bool:
        self._told.append(item)
        return True

    def read(self, queue: Whose) -> PastRead:
        self._told.clear()
        self._source._wanted.append(queue)
        self._source._poll()
        (past,) = self._told
        assert isinstance(past, PastRead)
        return past

    def until_sampled(self, queue: Whose, ready: int) -> None:
        until = now() + 30
        while True:
            samples = self.read(queue).samples.get("ready", ())
            if samples and samples[-1].values[-1] == ready:
                return
            assert now() < until, samples


def test_that_a_backlog_of_before_is_dated(where: Endpoints, vhost_url: str) -> None:
    reader = Reader(where)
    with connect(vhost_url, "biller") as link:
        channel = link.channel()
        channel.queue_declare(_QUEUE, durable=True)
        reader.until_sampled(_QUEUE, 0)
        began = now()
        for _ in range(200):
            channel.basic_publish("", _QUEUE, b"x")
        reader.until_sampled(_QUEUE, 200)

    with watching(where) as (session, _window):

        def told() -> list[Trouble]:
            found = [one for one in session.graph.troubles if one.backlog is not None]
            return [one for one in found if one.backlog and one.backlog.kind == "sampled"]

        pump_until(session, lambda: bool(told()))
        (trouble,) = told()

    assert trouble.backlog is not None
    assert trouble.backlog.earliest is not None
    assert trouble.backlog.earliest <= began <= trouble.backlog.at + 1
    assert trouble.backlog.at - trouble.backlog.earliest <= 16
    assert "by the broker's samples" in trouble.since


@pytest.mark.skipif(EMBEDDED, reason="the embedded broker keeps nothing when it ends")
def test_that_what_was_before_a_restart_is_not_known(
    node: PrivateNode, where: Endpoints, vhost_name: str
) -> None:
    """The broker pads with zeros what it cannot know: nobody has drained the queue."""
    reader = Reader(where)
    with connect(node.vhost_url(vhost_name), "biller") as link:
        channel = link.channel()
        channel.queue_declare(_QUEUE, durable=True)
        for _ in range(50):
            properties = pika.BasicProperties(delivery_mode=2)
            channel.basic_publish("", _QUEUE, b"x", properties)
        reader.until_sampled(_QUEUE, 50)
    node.halt()
    node.start()
    reader.until_sampled(_QUEUE, 50)

    for part in reader.read(_QUEUE).samples["ready"]:
        assert part.values.tolist() == [50] * len(part.values)
        assert part.times[0] > now() - 60


def test_that_a_queue_that_is_gone_has_no_past(where: Endpoints) -> None:
    assert Reader(where).read("gone").samples == {}


def test_that_the_broker_keeps_samples_as_long_as_it_did(node: PrivateNode) -> None:
    kept = node.request("GET", "/api/overview")["sample_retention_policies"]

    assert kept["basic"] == [FINE.age, COARSE.age]


def test_that_what_passed_before_is_told_as_rates(where: Endpoints, vhost_url: str) -> None:
    reader = Reader(where)
    with connect(vhost_url, "biller") as link:
        channel = link.channel()
        channel.queue_declare(_QUEUE)
        reader.until_sampled(_QUEUE, 0)
        for _ in range(200):
            channel.basic_publish("", _QUEUE, b"x")
        for _ in range(50):
            channel.basic_get(_QUEUE, auto_ack=True)
        reader.until_sampled(_QUEUE, 150)
    samples = reader.read(_QUEUE).samples

    def passed(line: str) -> float:
        finest = samples[line][-1]
        return float(np.nansum(finest.values) * finest.within)

    assert passed("route") == pytest.approx(200)
    assert passed("deliver") == pytest.approx(50)
    assert passed("ack") == 0


def test_that_all_of_a_vhost_together_has_a_past(where: Endpoints, vhost_url: str) -> None:
    reader = Reader(where)
    with connect(vhost_url, "biller") as link:
        channel = link.channel()
        for queue in ("one", "two"):
            channel.queue_declare(queue)
            for _ in range(60):
                channel.basic_publish("", queue, b"x")
        reader.until_sampled(None, 120)
