import numpy as np
import pytest

from core.graph import EdgeKey, FlowGraph
from gui.flow import particles
from gui.flow.particles import Particles, pace
from gui.flow.scene import Scene, scene_of
from gui.flow.sprites import Dot
from tests.gui.flow.sample_graphs import Broker, hello, shop, wide


def shown(graph: FlowGraph) -> tuple[Scene, Particles]:
    scene, dots = scene_of(graph, None), Particles()
    dots.show(scene)
    return scene, dots


def on(scene: Scene, dots: Particles, key: EdgeKey) -> list[Dot]:
    which = dots.edge == scene.keys.index(key)
    return [Dot(look) for look in dots.look[which].tolist()]


@pytest.mark.parametrize(
    ("rate", "dots"),
    [(0.0, 0.0), (float("nan"), 0.0), (0.01, 0.2), (0.5, 0.5), (1.0, 1.0), (10.0, 2.8)],
)
def test_that_the_pace_is_true_up_to_one_message_a_second(rate: float, dots: float) -> None:
    assert pace(np.array([rate]))[0] == pytest.approx(dots)


def test_that_busier_edges_always_look_busier() -> None:
    paces = pace(np.array([0.3, 1.0, 3.0, 10.0, 100.0, 1000.0]))

    assert (np.diff(paces) > 0).all()


def test_that_dots_are_on_their_way_from_the_first_frame() -> None:
    scene, dots = shown(hello().graph)

    assert set(dots.edge.tolist()) == set(range(len(scene.keys)))


def test_that_unknown_and_idle_edges_have_no_dots() -> None:
    scene, dots = shown(shop().graph)
    for _ in range(60):
        dots.step(0.1)

    assert on(scene, dots, ("route", "exchange:shop.events", "queue:reports.daily")) == []
    assert on(scene, dots, ("route", "exchange:shop.events", "queue:stock.release")) == []
    assert on(scene, dots, ("alternate", "exchange:shop.events", "exchange:unroutable")) == []


def test_that_dots_stay_on_their_curves() -> None:
    scene, dots = shown(shop().graph)
    for _ in range(100):
        dots.step(0.05)
    places, _ = dots.places()

    assert (dots.at >= 0).all()
    assert (dots.at <= scene.lengths[dots.edge]).all()
    assert np.isfinite(places).all()


def test_that_dots_reach_the_end_and_new_ones_follow() -> None:
    _, dots = shown(hello().graph)
    counts = []
    for _ in range(200):
        dots.step(0.05)
        counts.append(len(dots))

    assert min(counts) > 0
    assert max(counts) < 40


def test_that_returned_messages_travel_back() -> None:
    scene, dots = shown(shop().graph)
    returned = dots.look == Dot.RETURNED

    assert set(dots.way[returned].tolist()) == {-1.0}
    assert Dot.RETURNED in on(
        scene, dots, ("publish", "service:mobile-api", "exchange:shop.events")
    )


def test_that_redelivered_messages_are_rings_in_their_share() -> None:
    scene, dots = shown(shop().graph)
    key: EdgeKey = ("deliver", "queue:payments.requests", "service:payments")
    seen: list[Dot] = []
    for _ in range(400):
        before = set(on(scene, dots, key))
        dots.step(0.05)
        seen += [dot for dot in on(scene, dots, key) if dot in (Dot.DELIVER, Dot.REDELIVERED)]
        assert before <= {Dot.DELIVER, Dot.REDELIVERED, Dot.ACK}
    share = seen.count(Dot.REDELIVERED) / len(seen)

    assert share == pytest.approx(6.2 / 31.0, abs=0.06)


def test_that_missing_acks_leave_fewer_dots_going_back() -> None:
    broker = Broker()
    queue = broker.queue("q")
    broker.edge("deliver", queue, broker.service("fine"), deliver=1.0, ack=1.0)
    broker.edge("deliver", queue, broker.service("forgetful"), deliver=1.0, ack=0.0)
    broker.tick()
    broker.tick()
    scene, dots = shown(broker.graph)

    assert Dot.ACK in on(scene, dots, ("deliver", "queue:q", "service:fine"))
    assert Dot.ACK not in on(scene, dots, ("deliver", "queue:q", "service:forgetful"))


def test_that_dots_travel_on_when_the_graph_grows() -> None:
    broker = hello()
    scene, dots = shown(broker.graph)
    before = len(dots)
    broker.edge("route", "exchange:", broker.queue("second"))
    dots.show(scene_of(broker.graph, scene.layout))

    assert len(dots) == before


def test_that_dots_of_an_edge_that_is_gone_are_gone() -> None:
    broker = hello()
    scene, dots = shown(broker.graph)
    broker.graph.remove_node("service:send.py")
    scene = scene_of(broker.graph, scene.layout)
    dots.show(scene)

    assert len(dots) > 0
    assert (dots.edge < len(scene.keys)).all()
    assert Dot.PUBLISH not in dots.look


def test_that_a_gap_ends_the_stream() -> None:
    broker = hello()
    scene, dots = shown(broker.graph)
    broker.graph.tally.forget_rates()
    scene.read_values()
    dots.read_values()
    for _ in range(100):
        dots.step(0.1)

    assert len(dots) == 0
    assert not dots.moving


def test_that_a_large_system_has_a_bounded_number_of_dots() -> None:
    _, dots = shown(wide(400, 1200).graph)
    for _ in range(80):
        dots.step(0.1)

    assert len(dots) < 1.2 * particles.MOST


def test_that_a_graph_without_edges_has_nothing_to_move() -> None:
    broker = Broker()
    broker.queue("alone")
    _, dots = shown(broker.graph)
    dots.step(0.1)

    assert not dots.moving
