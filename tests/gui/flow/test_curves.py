import numpy as np
from numpy.testing import assert_allclose

from core.layout import place
from gui.flow import curves
from gui.flow.scene import scene_of
from tests.gui.flow.sample_graphs import Broker, hello, shop


def inside_a_box(points: curves.Numbers, box: curves.Numbers) -> bool:
    left, top, right, bottom = (box + np.array((0.5, 0.5, -0.5, -0.5))).tolist()
    x, y = points[..., 0], points[..., 1]
    return bool(((x > left) & (x < right) & (y > top) & (y < bottom)).any())


def test_that_curves_start_and_end_at_the_sides_of_their_boxes() -> None:
    layout = place(hello().graph)
    found = curves.controls(curves.ports(layout), layout.gap)

    for ends, control in zip(layout.edges.values(), found, strict=True):
        start, stop = (layout.places[slot] for slot in ends)
        assert control[0].tolist() == [start.x + start.width / 2, start.y]
        assert control[3].tolist() == [stop.x - stop.width / 2, stop.y]


def test_that_no_curve_crosses_a_box() -> None:
    layout = place(shop().graph)
    points, _ = curves.sampled(curves.controls(curves.ports(layout), layout.gap))

    for box in curves.box_edges(list(layout.places), layout):
        assert not inside_a_box(points, box)


def test_that_edges_of_one_side_leave_at_different_heights() -> None:
    layout = place(shop().graph)
    starts = [
        tuple(c[0])
        for key, c in zip(
            layout.edges, curves.controls(curves.ports(layout), layout.gap), strict=True
        )
        if key[0] == "route"
    ]

    assert len(set(starts)) == len(starts)


def test_that_many_edges_still_end_within_their_box() -> None:
    broker = Broker()
    exchange = broker.exchange("fan")
    for i in range(60):
        broker.edge("route", exchange, broker.queue(f"q{i}"), publish=1.0)
    layout = place(broker.graph)
    where = layout.places[exchange, 1]
    starts = curves.controls(curves.ports(layout), layout.gap)[:, 0, 1]

    assert starts.min() > where.y - where.height / 2
    assert starts.max() < where.y + where.height / 2


def test_that_edges_from_one_side_do_not_cross_where_they_leave() -> None:
    layout = place(shop().graph)
    found = dict(zip(layout.edges, curves.controls(curves.ports(layout), layout.gap), strict=True))
    leaving = [
        (c[0, 1], c[3, 1])
        for key, c in found.items()
        if key[:2] == ("route", "exchange:shop.events")
    ]

    assert [end for _, end in sorted(leaving)] == sorted(end for _, end in leaving)


def test_that_samples_are_equally_far_apart() -> None:
    points, lengths = curves.sampled(scene_of(shop().graph, None).controls)
    steps = np.hypot(*np.moveaxis(np.diff(points, axis=1), 2, 0))

    assert points.shape[1] == curves.SAMPLES
    assert_allclose(steps.sum(axis=1), lengths, rtol=0.01)
    assert_allclose(
        steps, np.repeat(steps.mean(axis=1)[:, None], curves.SAMPLES - 1, axis=1), rtol=0.08
    )


def test_that_a_graph_without_edges_has_no_curves() -> None:
    broker = Broker()
    broker.queue("alone")
    points, lengths = curves.sampled(scene_of(broker.graph, None).controls)

    assert len(points) == len(lengths) == 0


def test_that_an_exchange_may_feed_itself() -> None:
    broker = Broker()
    exchange = broker.exchange("loop")
    broker.edge("bind", exchange, exchange)
    _, lengths = curves.sampled(scene_of(broker.graph, None).controls)

    assert lengths[0] > 20
