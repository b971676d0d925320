import pytest
from PySide6.QtCore import QPointF

from gui.flow.labels import Label
from gui.flow.picking import edge_at, picked, slot_at
from gui.flow.scene import Scene, scene_of
from tests.gui.flow.sample_graphs import Broker, hello, shop


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return scene_of(shop().graph, None)


def test_that_every_box_is_found_at_its_middle(scene: Scene) -> None:
    for slot, (left, top, right, bottom) in enumerate(scene.boxes.tolist()):
        assert slot_at(scene, QPointF((left + right) / 2, (top + bottom) / 2)) == slot


def test_that_every_edge_is_found_on_its_line(scene: Scene) -> None:
    for edge, points in enumerate(scene.points):
        found = [edge_at(scene, QPointF(*point.tolist()), 3.0) for point in points[6:-6]]
        assert edge in found


def test_that_an_edge_is_found_between_its_samples() -> None:
    scene = scene_of(hello().graph, None)
    between = scene.points[0, 10:12].mean(axis=0)

    assert edge_at(scene, QPointF(*between.tolist()), 1.0) == 0


def test_that_nothing_is_found_far_from_everything(scene: Scene) -> None:
    assert picked(scene, QPointF(-500, -500), 1.0, {}) is None


def test_that_the_reach_is_measured_on_screen() -> None:
    scene = scene_of(hello().graph, None)
    x, y = scene.points[0, 16].tolist()

    assert picked(scene, QPointF(x, y + 12), 1.0, {}) is None
    assert picked(scene, QPointF(x, y + 12), 0.4, {}) == scene.keys[0]


def test_that_a_label_stands_for_its_edge() -> None:
    scene = scene_of(hello().graph, None)
    label = Label(1, 5000.0, 5000.0, 60.0, ())

    assert picked(scene, QPointF(5020, 5003), 1.0, {1: label}) == scene.keys[1]


def test_that_a_node_lies_above_edges() -> None:
    scene = scene_of(hello().graph, None)
    left, top, _, bottom = scene.boxes[1].tolist()

    assert picked(scene, QPointF(left + 1, (top + bottom) / 2), 1.0, {}) == "exchange:"


def test_that_an_empty_graph_has_nothing_to_pick() -> None:
    assert picked(scene_of(Broker().graph, None), QPointF(0, 0), 1.0, {}) is None
