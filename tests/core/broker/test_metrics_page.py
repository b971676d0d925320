"""The metrics: RabbitMQ's lines around our numbers, read by our own source."""

from pathlib import Path

from core.broker import metrics_page
from core.broker.metric_families import FAMILIES
from core.sources.metrics_text import MetricsReader, cluster_of, dead_letters_of, uptime_of
from tests.core.broker.clients import FakeConnection, Hours, connected

CAPTURE = Path(__file__).parents[2] / "data" / "metrics-heads-4.0.5.txt"
ALL = {family.name for family in FAMILIES}


def busy(hours: Hours) -> FakeConnection:
    connection = connected(hours)
    channel = connection.channel()
    channel.requests.declare_queue('q"\\')
    channel.requests.declare_exchange("x", "fanout")
    channel.requests.bind("queue", 'q"\\', "x", "")
    consumer = channel.consume('q"\\')
    for _ in range(3):
        channel.publish("x", "")
    consumer.ack()
    return connection


def test_that_the_head_of_each_metric_is_rabbitmqs() -> None:
    text = metrics_page.detailed(busy(Hours()).broker, ALL, [])
    heads = {line for line in text.splitlines() if line.startswith("#")}

    assert heads - set(CAPTURE.read_text().splitlines()) == set()


def test_that_labels_come_in_rabbitmqs_order() -> None:
    text = metrics_page.detailed(busy(Hours()).broker, ["channel_queue_exchange_metrics"], [])

    line = next(line for line in text.splitlines() if "published_total{" in line)
    assert line == (
        'rabbitmq_detailed_queue_messages_published_total{channel="<0.201.0>",queue_vhost="/",'
        'queue="q\\"\\\\",exchange_vhost="/",exchange="x"} 3'
    )


def test_that_our_own_source_reads_them() -> None:
    hours = Hours()
    connection = busy(hours)
    hours.pass_by(2500)
    text = metrics_page.detailed(connection.broker, ALL, []).encode()
    scrape = MetricsReader("/").read(text)
    told = {
        (one.metric, one.exchange, one.queue): value
        for one, value in zip(scrape.new, scrape.values, strict=True)
    }

    assert (scrape.node, scrape.version) == ("flowscope@localhost", "4.0.5")
    assert cluster_of(text) == (connection.broker.cluster_name,) * 2
    assert uptime_of(text) == 2.5
    assert told["channel_messages_published_total", "x", None] == 3
    assert told["channel_messages_delivered_ack_total", None, 'q"\\'] == 3
    assert told["channel_messages_acked_total", None, 'q"\\'] == 1
    assert told["queue_exchange_messages_published_total", "x", 'q"\\'] == 3
    assert told["queue_messages_unacked", None, 'q"\\'] == 2
    assert told["channels_opened_total", None, None] == 1


def test_that_only_the_asked_families_and_vhosts_are_told() -> None:
    connection = busy(Hours())
    other = connection.broker.add_vhost("other", "guest")
    broker = connection.broker

    assert "queue_messages_ready{" not in metrics_page.detailed(
        broker, ["queue_coarse_metrics"], [other.name]
    )
    assert "rabbitmq_detailed" not in metrics_page.detailed(broker, ["unknown"], [])


def test_that_counts_of_a_closed_channel_stay_for_a_moment() -> None:
    hours = Hours()
    connection = busy(hours)
    connection.channels.pop(1).close()
    families = ["channel_exchange_metrics", "channel_metrics"]

    text = metrics_page.detailed(connection.broker, families, [])
    assert "channel_messages_published_total{" in text
    assert "channel_consumers{" not in text
    hours.pass_by(5001)
    assert "total{" not in metrics_page.detailed(connection.broker, families, [])


def test_that_the_sums_tell_dead_letters() -> None:
    connection = busy(Hours())
    connection.vhost.dead_lettered["expired", "at_most_once"] += 2
    connection.vhost.dead_lettered["maxlen", "at_most_once"] += 1
    connection.vhost.dead_lettered["rejected", "disabled"] += 9
    text = metrics_page.aggregated(connection.broker)

    assert dead_letters_of(text.encode()) == {"classic": 3}
    assert "\nrabbitmq_channel_messages_published_total 3\n" in text
    assert "\nrabbitmq_queues 1\n" in text
