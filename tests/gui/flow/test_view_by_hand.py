from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.graph import EdgeKey
from gui import theme
from gui.flow.scene import Selection
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import Broker, hello, shop, wide
from tests.gui.flow.shown import (
    click,
    click_button,
    middle,
    picture,
    pixels,
    press,
    shown,
    turn_wheel,
)

PUBLISH: EdgeKey = ("publish", "service:send.py", "exchange:")
BACKGROUND = QPoint(640, 60)


@pytest.fixture(autouse=True)
def _dark() -> Iterator[None]:
    before = theme.mode()
    theme.set_mode("dark")
    yield
    theme.set_mode(before)


def test_that_a_click_selects_a_node_and_lights_its_path(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    with qtbot.waitSignal(view.selected) as signal:
        click(view, middle(view, "queue:payments.requests"))

    assert signal.args == ["queue:payments.requests"]
    assert view.selection() == "queue:payments.requests"
    assert "queue payments.requests" in view.accessibleDescription()
    lit = {view.stage.scene.keys[i] for i in view.stage._lit.nonzero()[0]}
    assert ("deliver", "queue:payments.requests", "service:payments") in lit
    assert ("deliver", "queue:orders.new", "service:orders") not in lit


def test_that_a_selected_node_is_outlined(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    before = pixels(view, theme.current().accent)
    click(view, middle(view, "queue:hello"))

    assert pixels(view, theme.current().accent) > before + 100


def test_that_a_selected_service_is_outlined_in_both_columns(qtbot: QtBot) -> None:
    broker = Broker()
    service, exchange = broker.service("both"), broker.exchange("x")
    queue = broker.queue("q")
    broker.edge("publish", service, exchange)
    broker.edge("route", exchange, queue)
    broker.edge("deliver", queue, service)
    view = shown(qtbot, broker)
    click(view, middle(view, "service:both"))
    image, ring = picture(view), theme.current().accent
    camera = view.stage.camera

    for slot in view.stage.scene.layout.slots_of("service:both"):
        left, top, right, _ = view.stage.scene.box_of(slot)
        at = camera.seen(QPointF((left + right) / 2, top - 3.0)).toPoint()
        column = [image.pixelColor(at.x(), at.y() + dy) for dy in range(-2, 3)]
        assert ring in column


def test_that_a_click_selects_an_edge(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    with qtbot.waitSignal(view.selected) as signal:
        click(view, middle(view, PUBLISH))

    assert signal.args == [PUBLISH]
    assert view.accessibleDescription().startswith("send.py publishes to (AMQP default)")


def test_that_a_click_on_a_label_selects_its_edge(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    assert view.stage.layer.picture is not None
    label = view.stage.layer.picture.labels[0]
    click(view, view.stage.camera.seen(QPointF(label.x, label.y + 5)).toPoint())

    assert view.selection() == view.stage.scene.keys[0]


def test_that_a_click_on_nothing_clears_the_selection(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    view.select("queue:hello")
    with qtbot.waitSignal(view.selected) as signal:
        click(view, BACKGROUND)

    assert signal.args == [None]


def test_that_a_right_click_selects_what_a_menu_is_for(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    QTest.mousePress(view, Qt.MouseButton.RightButton, pos=middle(view, "queue:hello"))

    assert view.selection() == "queue:hello"


def test_that_a_drag_moves_the_picture_and_selects_nothing(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    start = middle(view, "queue:hello")
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(40, 30))
    QTest.mouseMove(view, start + QPoint(60, -20))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(60, -20))

    assert middle(view, "queue:hello") == start + QPoint(60, -20)
    assert view.selection() is None


@pytest.mark.parametrize("steps", [3, -2])
def test_that_the_wheel_zooms_around_the_pointer(qtbot: QtBot, steps: int) -> None:
    view = shown(qtbot, hello())
    zoom, pointer = view.stage.camera.zoom, middle(view, "queue:hello")
    turn_wheel(view, pointer, steps)

    assert (view.stage.camera.zoom > zoom) == (steps > 0)
    assert (middle(view, "queue:hello") - pointer).manhattanLength() <= 1


def test_that_f_a_double_click_and_the_button_fit_the_picture(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    fitted = view.stage.camera
    ways: list[Callable[[], object]] = [
        lambda: press(view, Qt.Key.Key_F),
        lambda: QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 60)),
        lambda: click_button(view, "Fit the whole graph (F)"),
    ]
    for fit in ways:
        view.zoom_in()
        view.zoom_in()
        assert view.stage.camera != fitted
        fit()
        assert view.stage.camera == fitted


def test_that_a_picture_the_user_moved_stays_where_it_is(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    press(view, Qt.Key.Key_Plus)
    moved = view.stage.camera
    view.resize(900, 500)

    assert view.stage.camera == moved


def test_that_arrows_walk_along_the_edges(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    seen: list[Selection] = []
    view.selected.connect(seen.append)
    press(view, *[Qt.Key.Key_Right] * 5, Qt.Key.Key_Left)

    assert seen == [
        "service:send.py",
        PUBLISH,
        "exchange:",
        ("route", "exchange:", "queue:hello"),
        "queue:hello",
        ("route", "exchange:", "queue:hello"),
    ]


def test_that_walking_brings_the_node_into_sight(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    view.select("queue:stock.reserve")
    for _ in range(6):
        view.zoom_in()
    press(view, Qt.Key.Key_Up)

    assert view.rect().contains(middle(view, view.selection()))


def test_that_tab_visits_the_nodes_and_then_the_next_widget(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    view, after = FlowView(window), QLineEdit(window)
    view.resize(900, 440)
    after.move(0, 450)
    view.show_graph(hello().graph)
    with qtbot.waitExposed(window):
        window.show()
    view.setFocus()
    seen: list[Selection] = []
    view.selected.connect(seen.append)
    press(view, *[Qt.Key.Key_Tab] * 4)
    assert seen == ["service:send.py", "exchange:", "queue:hello", "service:receive.py"]

    press(view, Qt.Key.Key_Tab)

    assert window.focusWidget() is after


def test_that_escape_clears_the_selection(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    view.select("queue:hello")
    press(view, Qt.Key.Key_Escape)

    assert view.selection() is None


def test_that_known_nodes_stay_when_new_ones_come(qtbot: QtBot) -> None:
    broker = shop()
    view = shown(qtbot, broker)
    press(view, Qt.Key.Key_Plus)
    before = {slot: place.y for slot, place in view.stage.scene.layout.places.items()}
    broker.edge("route", "exchange:payments", broker.queue("payments.copies"))
    view.refresh()
    qtbot.waitUntil(lambda: view.statistics().nodes == len(before) + 1)
    after = view.stage.scene.layout.places

    assert sorted(before, key=lambda s: (s[1], before[s])) == [s for s in after if s in before]


def test_that_tidying_places_everything_anew(qtbot: QtBot) -> None:
    broker = shop()
    view = shown(qtbot, broker)
    for name in [slot[0] for slot in view.stage.scene.slots if slot[1] == 2][:6]:
        broker.graph.remove_node(name)
    press(view, Qt.Key.Key_T)

    assert view.stage.scene.layout.bounds[1] <= 0
    assert view.stage.camera == view.stage.fitting()


def test_that_pointing_marks_and_leaving_unmarks(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    QTest.mouseMove(view, middle(view, "queue:hello"))
    assert view.stage.pointed == "queue:hello"

    QTest.mouseMove(view, BACKGROUND)

    assert view.stage.pointed is None


def test_that_an_edge_without_a_number_gets_one_while_it_is_pointed_at(qtbot: QtBot) -> None:
    view = shown(qtbot, wide(140, 300), 900, 640)
    scene = view.stage.scene
    before = set(view.stage._labels())
    without = next(n for n in range(len(scene.keys)) if n not in before)

    view.stage.point_at(scene.keys[without])
    view.stage.complete()
    assert without in view.stage._labels()

    view.stage.point_at(None)
    view.stage.complete()
    assert set(view.stage._labels()) == before


def test_that_a_node_dragged_out_of_the_picture_goes_back_and_can_be_dropped(
    qtbot: QtBot,
) -> None:
    view = shown(qtbot, shop())
    at = middle(view, "queue:payments.requests")
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(view, at + QPoint(0, 40))
    held = view.stage.lifted
    assert held is not None
    with qtbot.waitSignal(view.carried_out) as signal:
        QTest.mouseMove(view, QPoint(at.x(), view.height() + 30))

    assert signal.args == ["queue:payments.requests"]
    assert view.stage.lifted is None
    assert not view.stage.pins
    view.stage.complete()
    assert middle(view, "queue:payments.requests") == at


def test_that_the_picture_cannot_be_dragged_out_of_sight(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    for way in (QPoint(-3000, 0), QPoint(6000, 0), QPoint(0, -3000), QPoint(0, 6000)):
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=BACKGROUND)
        QTest.mouseMove(view, BACKGROUND + way)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=BACKGROUND + way)
        left, top, right, bottom = view.stage.scene.layout.bounds
        camera = view.stage.camera
        corner = camera.seen(QPointF(left, top)).toPoint()
        end = camera.seen(QPointF(right, bottom)).toPoint()
        assert corner.x() < view.width() - 40
        assert corner.y() < view.height() - 40
        assert min(end.x(), end.y()) > 40
