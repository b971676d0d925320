import numpy as np
from PySide6.QtGui import QColor, QImage

from core.find.flow_things import FlowThings
from gui.navigator.spark import SECONDS, Sparks, key_of
from gui.navigator.spark_paint import spark_strip
from tests.gui.flow.sample_graphs import Broker, hello


def sparks_of(broker: Broker) -> tuple[Sparks, FlowThings]:
    things = FlowThings(broker.graph)
    things.refresh(broker.at)
    return Sparks(things), things


def test_that_the_last_minute_ends_with_what_passes_now() -> None:
    broker = hello()
    for _ in range(5):
        broker.tick()
    sparks, _ = sparks_of(broker)

    for node in ("service:send.py", "exchange:", "queue:hello", "service:receive.py"):
        values = sparks.of(key_of(node, "rate"))
        assert len(values) == SECONDS
        assert values[-5:].tolist() == [2.0] * 5
        assert np.isnan(values[0])


def test_that_reading_on_is_the_same_as_reading_anew() -> None:
    broker = hello()
    sparks, things = sparks_of(broker)
    keys = [key_of(node, "rate") for node in broker.graph.nodes]
    for rate in (2.0, 5.0, 0.0, 7.0):
        broker.rates = dict.fromkeys(broker.rates, rate)
        broker.tick()
        things.refresh(broker.at)
        sparks.prepare(keys)
        anew = Sparks(things)
        for key in keys:
            assert np.array_equal(sparks.of(key), anew.of(key), equal_nan=True)


def test_that_a_depth_is_read_from_its_ring() -> None:
    broker = hello()
    ring = broker.graph.gauges.allocate()
    broker.graph.nodes["queue:hello"].gauges["ready"] = ring
    broker.graph.gauges.put(np.array([ring]), np.array([7.0]), broker.at - 3, broker.at)
    sparks, _ = sparks_of(broker)

    assert sparks.of(key_of("queue:hello", "ready"))[-3:].tolist() == [7.0] * 3
    assert np.isnan(sparks.of(key_of("queue:hello", "unacked"))).all()


def alpha(image: QImage, x: int, rows: range) -> list[int]:
    return [image.pixelColor(x, y).alpha() for y in rows]


def test_that_a_curve_is_high_where_it_is_most_and_empty_in_a_gap() -> None:
    values = np.full(SECONDS, np.nan, dtype=np.float32)
    values[20:40], values[40:] = 10.0, 0.0
    image = spark_strip([values, values], [QColor("red"), QColor("blue")], 60, 12, 1.0)

    assert (image.width(), image.height()) == (60, 24)
    assert sum(alpha(image, 10, range(24))) == 0
    assert alpha(image, 30, range(12))[0] > 200
    assert alpha(image, 50, range(12))[:10] == [0] * 10
    assert alpha(image, 50, range(12))[11] > 200
    assert image.pixelColor(30, 0).red() > 200
    assert image.pixelColor(30, 12).blue() > 200


def test_that_a_fine_screen_gets_finer_curves() -> None:
    values = np.ones(SECONDS, dtype=np.float32)

    assert spark_strip([values], [QColor("red")], 40, 13, 2.0).width() == 80
