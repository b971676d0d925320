"""The next scene of a large graph is made a little at a time, while everything goes on."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.columns import View
from core.layout import Content, placed_in_steps
from core.making import made
from core.ordering import QUEUES
from gui.flow.scene import Scene, Wish, scene_in_steps, scene_of
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import Broker, hello, wide
from tests.gui.flow.shown import middle, press, shown

NEW, NEW_SLOT = "queue:new.work", ("queue:new.work", QUEUES)
FAR = QPoint(40, 90)


def large() -> Broker:
    return wide(300, 600)


def grow(broker: Broker, name: str = "new.work") -> None:
    """A queue comes."""
    exchange = next(node.id for node in broker.graph.nodes.values() if node.kind == "exchange")
    broker.edge("route", exchange, broker.queue(name), publish=7.0)
    broker.tick()
    broker.tick()


def begin(view: FlowView, broker: Broker) -> Scene:
    """A queue comes, and the next scene is begun; the one that is shown."""
    scene = view.stage.scene
    grow(broker)
    view._values_at = 0.0
    view.refresh()
    assert view.stage.is_making
    assert view.stage.scene is scene
    return scene


def await_scene(qtbot: QtBot, view: FlowView) -> Scene:
    qtbot.waitUntil(lambda: not view.stage.is_making)
    return view.stage.scene


def drag(view: FlowView, at: QPoint, by: QPoint) -> None:
    """Take a node up and carry it along."""
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, at + by * share)


def test_that_the_picture_stays_until_the_next_scene_is_whole(qtbot: QtBot) -> None:
    broker = large()
    view = shown(qtbot, broker)
    chosen = view.stage.scene.keys[0]
    view.select(chosen)
    picture, before = view.stage.layer.picture, len(view.stage.particles)
    begin(view, broker)
    (edge,) = (key for key in broker.graph.edges if key[2] == NEW)
    assert view.stage.layer.picture is picture

    with qtbot.waitSignal(view.arranged):
        scene = await_scene(qtbot, view)

    assert NEW in {node.id for node in scene.nodes}
    assert view.selection() == chosen
    assert before > 0
    assert len(view.stage.particles) > 0
    assert scene.flows.passing[scene.numbers[edge]] == 7.0


def test_that_what_goes_meanwhile_is_deselected_afterwards(qtbot: QtBot) -> None:
    broker = large()
    view = shown(qtbot, broker)
    gone = view.stage.scene.nodes[0].id
    view.select(gone)
    broker.graph.remove_node(gone)
    begin(view, broker)
    assert view.selection() == gone

    with qtbot.waitSignal(view.selected, check_params_cb=lambda chosen: chosen is None):
        await_scene(qtbot, view)

    assert view.selection() is None


def test_that_the_next_scene_waits_while_a_node_is_dragged(qtbot: QtBot) -> None:
    broker = large()
    view = shown(qtbot, broker)
    scene = begin(view, broker)
    node, camera = scene.slots[0][0], view.stage.camera
    at = middle(view, node)
    drag(view, at, FAR)
    view._on_beat(0.016)
    assert not view.stage.is_making
    assert view.stage.scene is scene

    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + FAR)
    assert (middle(view, node) - at - FAR).manhattanLength() <= 4
    after = await_scene(qtbot, view)

    assert NEW_SLOT in after.slots
    assert after.layout.pins == {scene.slots[0]}
    assert (middle(view, node) - at - FAR).manhattanLength() <= 4
    assert view.stage.camera == camera


def test_that_a_node_may_go_while_another_is_dragged(qtbot: QtBot) -> None:
    broker = hello()
    view = shown(qtbot, broker)
    at = middle(view, "queue:hello")
    drag(view, at, FAR)
    broker.graph.remove_node("service:receive.py")
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + FAR)

    assert "service:receive.py" not in {node.id for node in view.stage.scene.nodes}
    assert view.stage.scene.layout.pins == {("queue:hello", QUEUES)}


def test_that_what_is_left_out_meanwhile_is_left_out(qtbot: QtBot) -> None:
    broker = large()
    view = shown(qtbot, broker)
    out = frozenset(node.id for node in view.stage.scene.nodes[:4])
    begin(view, broker)
    view.leave_out(out, closing=True)
    view.resize(view.width() - 300, view.height())
    scene = await_scene(qtbot, view)

    assert NEW_SLOT in scene.slots
    assert out.isdisjoint(node.id for node in scene.nodes)
    alone = Content.of(broker.graph, out)
    closed = made(
        placed_in_steps(
            alone, view.stage.arranging._whole, view.stage.arranging._view, closing=True
        )
    )
    assert {s: p.y for s, p in scene.layout.places.items()} == {
        s: p.y for s, p in closed.places.items()
    }


def test_that_tidying_is_not_forgotten_when_the_view_changes(qtbot: QtBot) -> None:
    broker = large()
    view = shown(qtbot, broker)
    for _ in range(3):
        grow(broker, f"late.{len(broker.graph.nodes)}")
    press(view, Qt.Key.Key_T)
    view.resize(view.width() - 300, view.height())
    scene = await_scene(qtbot, view)

    assert list(scene.slots) == list(scene_of(broker.graph, None, view.stage.arranging._view).slots)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 200), st.booleans()), max_size=6))
def test_that_a_scene_is_of_the_moment_of_its_first_step(
    changes: list[tuple[int, int, bool]],
) -> None:
    """Whatever comes and goes meanwhile; and no number is shown where another edge has it."""
    broker = wide(60, 120)
    graph, twin = broker.graph, wide(60, 120).graph
    steps = scene_in_steps(graph, Wish(None), View())
    next(steps)
    here, scene = 0, None
    while scene is None:
        for at, which, grows in changes:
            if at == here and grows:
                broker.edge("route", broker.exchange(f"x.{which}"), broker.queue("q"), publish=1e6)
                broker.tick()
                broker.tick()
            elif at == here and graph.edges:
                graph.remove_edge(list(graph.edges)[which % len(graph.edges)])
        here += 1
        try:
            next(steps)
        except StopIteration as whole:
            scene = whole.value
    same = scene_of(twin, None)
    assert scene.keys == same.keys
    np.testing.assert_array_equal(scene.boxes, same.boxes)
    np.testing.assert_array_equal(scene.controls, same.controls)
    assert np.nanmax(scene.flows.passing, initial=0.0) < 1e6
