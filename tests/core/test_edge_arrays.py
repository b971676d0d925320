"""The arrays of `rates_mode = detailed`: every edge of every channel, and what they lack."""

from core.attribution import HIDDEN
from core.edge_arrays import EdgeArrays
from core.facts import ObjectTotals


def totals(amount: int, *channels: str, consumed: int = 0) -> ObjectTotals:
    """Each channel has published so many to the shop, and the first of them has consumed."""
    published = amount * len(channels)
    return ObjectTotals(
        at=float(amount),
        channels={},
        exchanges={"shop": {"publish_in": published}},
        queues={"a": {"publish": published, "deliver": consumed or amount}},
        publishes={(channel, "shop"): {"publish": amount} for channel in channels},
        deliveries={("a", channels[0]): {"deliver": amount}} if channels else {},
        routes={("shop", "a"): {"publish": published}},
        detailed=True,
        period=5.0,
    )


def row_of(channel: str) -> str:
    return f"service:{channel[0]}"


def after(*readings: ObjectTotals) -> EdgeArrays:
    arrays = EdgeArrays()
    for reading in readings:
        arrays.take(reading)
    return arrays


def test_that_every_edge_is_the_sum_of_its_channels() -> None:
    proved = after(totals(10, "o1", "o2"), totals(13, "o1", "o2")).proved(row_of, row_of)
    assert proved["publish"].of("publish", "service:o", "shop") == (6, 6)
    assert proved["route"].of("publish", "service:s", "a") == (6, 6)
    assert proved["deliver"].of("deliver", "service:o", "a") == (3, 3)
    assert all(table.is_whole for table in proved.values())


def test_that_what_a_channel_counted_last_is_of_somebody() -> None:
    """Its sums remain when it is gone."""
    gone = ObjectTotals(
        at=9.0,
        channels={},
        exchanges={"shop": {"publish_in": 17}},
        queues={"a": {"publish": 17, "deliver": 10}},
        publishes={},
        deliveries={},
        routes={("shop", "a"): {"publish": 17}},
        detailed=True,
        period=5.0,
    )
    proved = after(totals(10, "o"), totals(12, "o", consumed=10), gone).proved(row_of, row_of)
    assert proved["publish"].of("publish", "service:o", "shop") == (2, 2)
    assert proved["publish"].of("publish", HIDDEN, "shop") == (5, 5)
    assert not proved["publish"].is_exact("publish", "service:o", "shop")
    assert proved["route"].is_exact("publish", "service:s", "a")


def test_that_a_channel_that_left_with_nothing_unseen_makes_no_doubt() -> None:
    readings = totals(10, "o1", "o2"), totals(12, "o1", "o2")
    last = totals(12, "o1", "o2")
    left = ObjectTotals(**{n: getattr(last, n) for n in last.__slots__} | {"publishes": {}})
    proved = after(*readings, left).proved(row_of, row_of)
    assert proved["publish"].is_exact("publish", "service:o", "shop")


def test_that_to_begin_is_to_count_from_here() -> None:
    arrays = after(totals(10, "o"), totals(13, "o"))
    arrays.begin()
    arrays.take(totals(14, "o"))
    assert arrays.proved(row_of, row_of)["publish"].of("publish", "service:o", "shop") == (1, 1)
