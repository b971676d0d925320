from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.endpoints import endpoints
from core.ordering import Slot
from gui.flow.pin_desk import PinDesk
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import Broker, shop
from tests.gui.flow.shown import middle, picture, press, shown

QUEUE, SLOT = "queue:audit.all", ("queue:audit.all", 2)
WHERE = endpoints("amqp://guest:guest@localhost:5700/shop")
FAR = QPoint(60, 90)


def drag(view: FlowView, at: QPoint, by: QPoint, *, drop: bool = True) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, at + by * share)
    if drop:
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + by)
        view.stage.complete()


def desk_of(
    qtbot: QtBot, folder: Path, broker: Broker, *, collapsed: bool = False
) -> tuple[FlowView, PinDesk, QAction, QAction]:
    view = shown(qtbot, broker)
    release, tidy = QAction(view), QAction(view)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    desk = PinDesk(view, release, tidy, settings)
    view.selected.connect(desk.select)
    desk.watch(WHERE, collapsed=collapsed)
    view.stage.complete()
    return view, desk, release, tidy


def at_of(view: FlowView, slot: Slot) -> QPointF:
    place = view.stage.scene.layout.places[slot]
    return QPointF(place.x, place.y)


def test_that_a_dragged_node_stays_where_it_was_dropped(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    camera, before = view.stage.camera, middle(view, QUEUE)
    with qtbot.waitSignal(view.pinned):
        drag(view, before, FAR)

    assert (middle(view, QUEUE) - before - FAR).manhattanLength() <= 2
    assert view.stage.camera == camera
    assert view.selection() is None


def test_that_edges_follow_while_one_drags(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    scene = view.stage.scene
    slot = scene.slots.index(SLOT)
    drag(view, middle(view, QUEUE), FAR, drop=False)
    left, right = scene.boxes[slot, 0], scene.boxes[slot, 2]
    ends = [
        scene.controls[edge, 3 if end else 0, 0]
        for edge, end in zip(
            scene.touching(slot), scene.ends[scene.touching(slot), 1] == slot, strict=True
        )
    ]

    assert set(ends) <= {left, right}
    assert np.allclose(
        scene.points[scene.touching(slot)[0], 0], scene.controls[scene.touching(slot)[0], 0]
    )
    held = picture(view)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle(view, QUEUE))
    assert held != picture(view)


def test_that_escape_puts_it_back(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    before = at_of(view, SLOT)
    drag(view, middle(view, QUEUE), FAR, drop=False)
    press(view, Qt.Key.Key_Escape)

    assert at_of(view, SLOT) == before
    assert view.stage.pins == {}
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(5, 60))
    assert view.selection() is None


def test_that_dragging_the_background_still_pans(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    camera = view.stage.camera
    drag(view, QPoint(8, 60), QPoint(40, 30))

    assert view.stage.camera == camera.moved(QPointF(40, 30))
    assert view.stage.pins == {}


def test_that_it_stays_when_the_structure_changes(qtbot: QtBot) -> None:
    broker = shop()
    view = shown(qtbot, broker)
    drag(view, middle(view, QUEUE), FAR)
    before = at_of(view, SLOT)
    broker.queue("another")
    broker.tick()
    view.refresh()
    qtbot.waitUntil(lambda: ("queue:another", 2) in view.stage.scene.slots)

    assert at_of(view, SLOT) == before


def test_that_places_are_remembered_for_each_vhost_and_picture(
    qtbot: QtBot, tmp_path: Path
) -> None:
    view, desk, _, _ = desk_of(qtbot, tmp_path, shop())
    drag(view, middle(view, QUEUE), FAR)
    again, _, _, _ = desk_of(qtbot, tmp_path, shop())

    assert again.stage.pins == view.stage.pins != {}
    desk.watch(WHERE, collapsed=True)
    assert view.stage.pins == {}
    desk.watch(endpoints("amqp://guest:guest@localhost:5700/other"), collapsed=False)
    assert view.stage.pins == {}


def test_that_only_a_pinned_selection_can_be_released(qtbot: QtBot, tmp_path: Path) -> None:
    view, _, release, _ = desk_of(qtbot, tmp_path, shop())
    before = at_of(view, SLOT)
    drag(view, middle(view, QUEUE), FAR)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, QUEUE))
    assert release.isEnabled()
    release.trigger()

    assert at_of(view, SLOT) == before
    assert not release.isEnabled()
    assert desk_of(qtbot, tmp_path, shop())[0].stage.pins == {}


@pytest.mark.parametrize("by_key", [True, False])
def test_that_tidying_releases_everything(qtbot: QtBot, tmp_path: Path, by_key: bool) -> None:
    view, _, _, tidy = desk_of(qtbot, tmp_path, shop())
    drag(view, middle(view, QUEUE), FAR)
    if by_key:
        press(view, Qt.Key.Key_T)
    else:
        tidy.trigger()

    assert view.stage.pins == {}
    assert view.stage.scene.layout.homes == {}


def test_that_a_pin_is_seen(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    drag(view, middle(view, QUEUE), QPoint(12, 0))
    drawn = view.stage.layer.picture
    assert drawn is not None
    assert SLOT in drawn.shot.scene.layout.pins
    with_pin = picture(view).copy()
    view.pin({})

    assert picture(view) != with_pin
