"""Nacks, rejects and requeues on a real broker: derived from counters, and seen in the proxy."""

import threading
from bisect import bisect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.answers import AnswerName
from core.bands import Band
from core.clock import now
from core.endpoints import Endpoints, endpoints
from core.graph import EdgeKey
from core.message_facts import MessageFacts
from core.session import Session
from tests.integration.clients import pump_until, watching
from tests.integration.proxies import proxied
from tests.integration.shop import connect
from tests.private_node import PrivateNode

FOURTH = 4
"""Each fourth message is not acked."""


class Choosy(threading.Thread):
    """A service that feeds a queue of its own, and acks all but each fourth message of it."""

    def __init__(self, url: str, how: str, prefetch: int = 10, pace: float = 0.01) -> None:
        super().__init__(name=f"service {how}")
        self.service = how
        self.answers: dict[str, list[float]] = {"ack": [], how: []}
        """When it gave which answer."""
        self._pace = pace
        self._link = connect(url, how)
        self._channel = self._link.channel()
        self._channel.queue_declare(f"{how}.q")
        self._channel.basic_qos(prefetch_count=prefetch)
        self._channel.basic_consume(f"{how}.q", self._take)
        self._leave = threading.Event()

    @property
    def edge(self) -> EdgeKey:
        return ("deliver", f"queue:{self.service}.q", f"service:{self.service}")

    def run(self) -> None:
        """Serve the connection."""
        while not self._leave.is_set():
            self._channel.basic_publish("", f"{self.service}.q", b"x")
            self._link.sleep(self._pace)
        self._channel.queue_declare(f"{self.service}.q", passive=True)  # all is said and heard
        self._link.close()

    def leave(self) -> None:
        """End."""
        self._leave.set()
        self.join(30)

    def count(self, answer: str, until: float = float("inf")) -> int:
        return bisect(self.answers[answer], until)

    def _take(self, channel: Any, method: Any, _properties: Any, _body: bytes) -> None:
        is_fourth = method.delivery_tag % FOURTH == 0 and not method.redelivered
        answer = self.service if is_fourth else "ack"
        self.answers[answer].append(now())
        match answer:
            case "nack":
                channel.basic_nack(method.delivery_tag, requeue=False)
            case "reject":
                channel.basic_reject(method.delivery_tag, requeue=False)
            case "requeue":
                channel.basic_reject(method.delivery_tag, requeue=True)
            case _:
                channel.basic_ack(method.delivery_tag)


@pytest.fixture
def where(node: PrivateNode, vhost_url: str) -> Endpoints:
    return endpoints(vhost_url, node.management_url, node.prometheus_url)


@contextmanager
def choosy(url: str, *how: str) -> Iterator[list[Choosy]]:
    """Services of these names at work."""
    found = [Choosy(url, one) for one in how]
    for one in found:
        one.start()
    try:
        yield found
    finally:
        for one in found:
            one.leave()


def check(session: Session, service: Choosy) -> bool:
    """The band holds the truth; True when it says something."""
    answer = session.graph.answers.get(service.edge, {}).get("nack_or_reject")
    if answer is None or answer.rate is None:
        return False
    heard = session.flow.read_at
    assert answer.total.low <= service.count(service.service)
    assert answer.total.high >= service.count(service.service, heard - 0.5)
    return answer.is_certain


@pytest.mark.timeout(120)
def test_that_the_derived_band_holds_the_truth_all_the_time(
    where: Endpoints, vhost_url: str
) -> None:
    said: set[str] = set()
    with (
        watching(where) as (session, _window),
        choosy(vhost_url, "ack", "nack", "reject", "requeue") as (acker, *others),
    ):

        def all_said() -> bool:
            said.update(one.service for one in others if check(session, one))
            return len(said) == len(others)

        pump_until(session, all_said, 60)
        assert not session.graph.answers[acker.edge]["nack_or_reject"].is_certain


@pytest.mark.timeout(120)
def test_that_through_the_proxy_every_answer_is_counted(where: Endpoints, vhost_url: str) -> None:
    with watching(where) as (session, _window), proxied(vhost_url) as (_, told, through):
        with choosy(through, "nack", "reject", "requeue") as services:
            pump_until(session, lambda: all(one.count(one.service) >= 20 for one in services))
            pump_until(session, lambda: all(edge_of(session, one) for one in services))
        told.until(lambda: not told.lost and counted(told.batches) >= counted_by(services))
        for batch in told.batches:
            session.ack_flow.fold(batch)
        session.diagnosis.judge()
        for one in services:
            answers = session.graph.answers[one.edge]
            true = one.count(one.service)
            name: AnswerName = "nack" if one.service == "nack" else "reject"
            assert answers[name].total == Band(true, true)
            assert answers["ack"].total == Band(one.count("ack"), one.count("ack"))
            assert answers["requeue"].total.low >= (true if one.service == "requeue" else 0)
            assert answers["ack"].provenance == "observed"


def edge_of(session: Session, service: Choosy) -> bool:
    return service.edge in session.graph.edges


def counted(batches: list[MessageFacts]) -> int:
    """How many answers were told."""
    return sum(fact.kind.word in ("acked", "nacked", "rejected") for b in batches for fact in b)


def counted_by(services: list[Choosy]) -> int:
    return sum(len(times) for one in services for times in one.answers.values())
