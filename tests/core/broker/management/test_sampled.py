"""Samples of the embedded broker, told as RabbitMQ tells them, and read as those are."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from core.broker.broker import Broker
from core.broker.management.asking import ApiError
from core.facts import Samples
from core.past import begin_of
from core.sources.broker_samples import COARSE, FINE, OF_QUEUE, OF_VHOST, Grid, samples_of
from tests.core.broker.clients import Hours, connected
from tests.core.broker.management.questions import ask


def grown(calm: int, busy: int) -> tuple[Broker, Hours]:
    """A queue that was empty for so many seconds, and got a message a second since then."""
    hours = Hours()
    connection = connected(hours)
    channel = connection.channel()
    channel.requests.declare_queue("bills")
    hours.pass_by(calm * 1000)
    for _ in range(busy):
        channel.publish("", "bills")
        hours.pass_by(1000)
    return connection.broker, hours


def now_of(broker: Broker) -> float:
    return broker.started_at + broker.uptime


def asked(broker: Broker, **query: str) -> Any:
    return ask(broker, "/queues/{vhost}/{queue}", vhost="/", queue="bills", query=query)


def read(broker: Broker, grid: Grid, of: Mapping[str, str] = OF_QUEUE) -> dict[str, Samples]:
    query = grid.query(of)
    if of is OF_QUEUE:
        return samples_of(asked(broker, **query), grid, now_of(broker))
    (row,) = (row for row in ask(broker, "/vhosts", query=query) if row["name"] == "/")
    return samples_of(row, grid, now_of(broker), of)


def test_that_nobody_is_told_samples_who_asks_for_none() -> None:
    broker, _ = grown(10, 10)
    row = asked(broker)

    assert "samples" not in row["messages_ready_details"]
    assert "reductions" not in row


def test_that_they_are_told_newest_first_on_a_grid() -> None:
    broker, _ = grown(10, 20)
    row = asked(broker, lengths_age="20", lengths_incr="5")
    samples = row["messages_ready_details"]["samples"]

    assert len(samples) == 5
    assert [one["timestamp"] % 5000 for one in samples] == [0] * 5
    assert samples[0]["timestamp"] >= now_of(broker) * 1000
    values = [one["sample"] for one in samples]
    assert values == sorted(values, reverse=True)
    assert values[0] >= 15


def test_that_it_is_known_since_when_there_is_a_queue() -> None:
    broker, _ = grown(100, 30)
    ready = read(broker, COARSE)["ready"]

    assert ready.times[0] >= now_of(broker) - 130 - COARSE.step
    assert ready.values[0] == 0
    assert ready.values[-1] > 0


@pytest.mark.parametrize(("calm", "busy"), [(60, 300), (900, 120), (300, 1500)])
def test_that_they_say_when_a_backlog_began(calm: int, busy: int) -> None:
    broker, _ = grown(calm, busy)
    now = now_of(broker)
    samples = tuple(read(broker, grid)["ready"] for grid in (COARSE, FINE))
    begin = begin_of(samples, now, low=0)

    assert begin is not None
    assert begin.earliest is not None
    assert begin.earliest <= now - busy <= begin.latest


def test_that_counters_are_told_as_rates() -> None:
    broker, _ = grown(60, 300)
    route = read(broker, FINE)["route"]

    assert np.nanmedian(route.values[-40:]) == 1


def test_that_a_vhost_has_samples_too() -> None:
    broker, _ = grown(60, 300)
    samples = read(broker, FINE, OF_VHOST)

    assert samples["ready"].values[-1] >= 294
    assert np.nanmedian(samples["publish"].values[-40:]) == 1


@pytest.mark.parametrize(("age", "step"), [("3600", "5"), ("0", "5"), ("60", "0")])
def test_that_too_many_points_are_refused(age: str, step: str) -> None:
    broker, _ = grown(10, 1)

    with pytest.raises(ApiError) as refused:
        asked(broker, lengths_age=age, lengths_incr=step)
    assert refused.value.status == 400
    assert refused.value.body["reason"] == f"Invalid range parameters: age {age}, incr {step}"


def test_that_what_is_no_range_is_none() -> None:
    broker, _ = grown(10, 1)

    assert "samples" not in asked(broker, lengths_age="x", lengths_incr="5")["messages_details"]
