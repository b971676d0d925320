"""A flow view on screen, and hands to use it."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.flow.scene import Selection
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import Broker


def shown(qtbot: QtBot, broker: Broker | None, width: int = 1280, height: int = 740) -> FlowView:
    view = FlowView()
    qtbot.addWidget(view)
    view.resize(width, height)
    if broker is not None:
        view.show_graph(broker.graph)
    with qtbot.waitExposed(view):
        view.show()
    view.stage.complete()
    return view


def middle(view: FlowView, selection: Selection) -> QPoint:
    """Where something is on screen: a node's middle, a point of an edge beside its label."""
    scene, camera = view.stage.scene, view.stage.camera
    if isinstance(selection, str):
        slot = next(i for i, slot in enumerate(scene.slots) if slot[0] == selection)
        return camera.seen(view.stage.box_of(slot).center()).toPoint()
    assert selection is not None
    x, y = scene.points[scene.keys.index(selection), 5].tolist()
    return camera.seen(QPointF(x, y)).toPoint()


def click(view: FlowView, at: QPoint) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)


def press(view: FlowView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view, key)


def turn_wheel(view: FlowView, at: QPoint, steps: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def picture(view: FlowView) -> QImage:
    view.stage.complete()
    return view.grab().toImage()


def pixels(view: FlowView, colour: QColor) -> int:
    """How many pixels of the picture have about that colour."""
    image = picture(view).convertToFormat(QImage.Format.Format_RGB32)
    wanted, count = colour.rgb() & 0xFFFFFF, 0
    for y in range(image.height()):
        for x in range(0, image.width(), 2):
            count += image.pixel(x, y) & 0xFFFFFF == wanted
    return count


def click_button(view: FlowView, name: str) -> None:
    button = next(w for w in view.findChildren(QWidget) if w.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
