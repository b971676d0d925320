"""What moves only once an interval: the work of channels, and rates."""

from core.broker.statistics import INTERVAL_SECONDS
from tests.core.broker.clients import Hours, connected

INTERVAL = INTERVAL_SECONDS * 1000


def test_that_the_work_of_a_channel_stands_still_between_two_looks() -> None:
    hours = Hours()
    connection = connected(hours)
    channel = connection.channel()
    statistics = connection.broker.statistics
    before = statistics.reductions(channel)
    channel.publish("", "nowhere")

    assert statistics.reductions(channel) == before
    hours.pass_by(INTERVAL + 1)
    assert statistics.reductions(channel) > before


def test_that_channels_that_did_nothing_can_be_told_apart() -> None:
    connection = connected()
    statistics = connection.broker.statistics
    work = [statistics.reductions(connection.channel()) for _ in range(5)]

    assert len(set(work)) == 5


def test_that_a_rate_is_of_the_last_interval() -> None:
    hours = Hours()
    connection = connected(hours)
    channel = connection.channel()
    hours.pass_by(INTERVAL + 1)
    for _ in range(10):
        channel.publish("", "nowhere")
    hours.pass_by(INTERVAL)
    statistics = connection.broker.statistics

    assert statistics.rate(channel, "publish") == 2.0
    assert statistics.rate(connection.vhost, "publish") == 2.0
    hours.pass_by(INTERVAL)
    assert statistics.rate(channel, "publish") == 0.0
    assert statistics.rate("unknown", "publish") == 0.0
