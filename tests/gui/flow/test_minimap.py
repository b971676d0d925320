import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.ordering import QUEUES
from core.troubles import Trouble
from gui import theme
from gui.flow.minimap import Chart, in_sight, size_for
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import shop, wide
from tests.gui.flow.shown import middle, press, shown


def zoomed(qtbot: QtBot, times: int = 4) -> FlowView:
    view = shown(qtbot, wide(200, 400))
    for _ in range(times):
        press(view, Qt.Key.Key_Plus)
    view.stage.complete()
    return view


def test_that_it_is_there_only_while_something_is_out_of_sight(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    assert not view.minimap.isVisible()
    for _ in range(4):
        press(view, Qt.Key.Key_Plus)
    assert view.minimap.isVisible()
    press(view, Qt.Key.Key_F)
    assert not view.minimap.isVisible()


def test_that_it_is_not_there_while_the_whole_flow_is_however_small(qtbot: QtBot) -> None:
    view = shown(qtbot, wide(280, 560))
    for height in range(300, 420, 7):  # the camera stands on whole pixels: none may count as lost
        view.resize(900, height)
        view.fit()
        assert not view.minimap.isVisible(), height


def test_that_it_stands_at_the_lower_right_above_legend_and_buttons(qtbot: QtBot) -> None:
    view = zoomed(qtbot)
    place = view.minimap.geometry()

    assert view.rect().contains(place)
    assert place.right() > view.width() - 16
    assert not place.intersects(view.corner.geometry())
    assert place.bottom() <= view.height() - view.stage.footer
    view.resize(700, 500)
    assert view.rect().contains(view.minimap.geometry())


def test_that_a_click_brings_that_place_into_the_middle(qtbot: QtBot) -> None:
    view = zoomed(qtbot)
    at = QPoint(view.minimap.width() // 2, view.minimap.height() // 4)
    chart = Chart(view.stage.scene.layout.bounds, QSizeF(view.minimap.size()))
    wanted = chart.meant(QPointF(at))
    QTest.mouseClick(view.minimap, Qt.MouseButton.LeftButton, pos=at)

    middle = view.stage.camera.meant(QPointF(view.rect().center()))
    assert (middle - wanted).manhattanLength() < 1.0
    assert view.selection() is None


def test_that_a_drag_moves_the_view_along(qtbot: QtBot) -> None:
    view = zoomed(qtbot)
    middle = view.minimap.width() // 2
    QTest.mousePress(view.minimap, Qt.MouseButton.LeftButton, pos=QPoint(middle, 20))
    before, frame = view.stage.camera, view.minimap.frame()
    QTest.mouseMove(view.minimap, QPoint(middle, 60))

    assert view.stage.camera.y < before.y
    assert view.minimap.frame().top() > frame.top()
    QTest.mouseRelease(view.minimap, Qt.MouseButton.LeftButton, pos=QPoint(middle, 60))
    after = view.stage.camera
    QTest.mouseMove(view.minimap, QPoint(middle, 90))
    assert view.stage.camera == after


def test_that_the_frame_is_what_is_in_sight(qtbot: QtBot) -> None:
    view = zoomed(qtbot)
    sight, chart = in_sight(view.stage), view.minimap._chart()
    expected = chart.shown(sight)

    assert view.minimap.frame().center().y() == pytest.approx(expected.center().y(), abs=1.0)
    assert QRectF(view.minimap.rect()).contains(view.minimap.frame())


@pytest.mark.parametrize("far", [0.0, 4_000.0])
def test_that_what_hurts_is_seen_in_it_in_sight_or_not(qtbot: QtBot, far: float) -> None:
    broker = wide(200, 400)
    broker.graph.troubles = (Trouble("queue:domain0.handler.1", "stuck", "warning", "x"),)
    view = shown(qtbot, broker)
    for _ in range(4):
        press(view, Qt.Key.Key_Plus)
    left, top, _, _ = view.stage.scene.box_of(("queue:domain0.handler.1", QUEUES))
    view.look_at(QPointF(left, top + far))
    image = view.minimap.grab().toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }

    assert theme.current().error.name() in colours


def test_that_it_is_drawn_anew_when_everything_stands_where_it_stood(qtbot: QtBot) -> None:
    view = zoomed(qtbot)
    before = view.minimap.grab().toImage()

    view.stage.pin({})

    assert view.minimap.grab().toImage() == before


def test_that_who_does_not_want_it_does_not_get_it(qtbot: QtBot) -> None:
    view = zoomed(qtbot)
    view.minimap.want(False)
    press(view, Qt.Key.Key_Plus)
    assert not view.minimap.isVisible()
    view.minimap.want(True)
    assert view.minimap.isVisible()


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [
        ((0.0, 0.0, 1000.0, 30_000.0), (90, 100), (100, 310)),
        ((0.0, 0.0, 30_000.0, 1000.0), (190, 5), (210, 30)),
        ((0.0, 0.0, 0.0, 0.0), (50, 50), (210, 310)),
    ],
)
def test_that_it_is_never_large(
    bounds: tuple[float, float, float, float], least: tuple[int, int], most: tuple[int, int]
) -> None:
    size = size_for(bounds, QSizeF(1280, 740))

    assert least[0] <= size.width() <= most[0]
    assert least[1] <= size.height() <= most[1]


def test_that_it_goes_to_another_corner_from_the_selected_node(qtbot: QtBot) -> None:
    view = zoomed(qtbot)
    usual = view.minimap.geometry()
    below = "service:consumer-30"
    apart = middle(view, below) - usual.center()
    view.look_at(view.stage.camera.meant(QPointF(view.rect().center() + apart)))
    assert view.minimap.geometry().contains(middle(view, below))
    view.select(below)

    assert view.minimap.isVisible()
    assert not view.minimap.geometry().contains(middle(view, below))
    view.select(None)
    assert view.minimap.geometry() == usual
