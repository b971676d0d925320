from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from core.graph import EdgeKey, FlowGraph
from gui import theme
from gui.flow.static_layer import face_of
from tests.gui.flow.sample_graphs import Broker, for_a_while, hello, shop
from tests.gui.flow.shown import middle, picture, shown
from tests.gui.lettered import letters_of

PUBLISH: EdgeKey = ("publish", "service:send.py", "exchange:")
BACKGROUND = QPoint(640, 60)


@pytest.fixture(autouse=True)
def _dark() -> Iterator[None]:
    before = theme.mode()
    theme.set_mode("dark")
    yield
    theme.set_mode(before)


def test_that_selecting_from_outside_is_not_signalled_back(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    with qtbot.assertNotEmitted(view.selected):
        view.select("queue:hello")

    assert view.selection() == "queue:hello"


def test_that_what_is_not_there_cannot_be_selected(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    view.select("queue:nowhere")

    assert view.selection() is None


def test_that_a_fitted_picture_stays_fitted(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    view.resize(900, 500)

    assert view.stage.camera == view.stage.fitting()


def test_that_an_empty_graph_says_what_to_do(qtbot: QtBot) -> None:
    view = shown(qtbot, None)
    view.set_hint("Waiting for traffic", "Publish something.")
    with_hint = picture(view)
    view.set_hint("", "")

    assert picture(view) != with_hint
    view.set_hint("Waiting for traffic", "Publish something.")
    assert view.accessibleDescription() == "Waiting for traffic. Publish something."


def test_that_the_hint_gives_way_to_the_graph(qtbot: QtBot) -> None:
    view, broker = shown(qtbot, None), Broker()
    view.show_graph(broker.graph)
    view.set_hint("Waiting for traffic")
    assert view.statistics().nodes == 0

    broker.queue("first")
    view.refresh()

    assert view.statistics().nodes == 1
    assert view.accessibleDescription() == "Nothing is selected."


def test_that_new_rates_are_written_within_the_fifth_of_a_second(qtbot: QtBot) -> None:
    broker = hello()
    view = shown(qtbot, broker)
    broker.rates = dict.fromkeys(broker.rates, 7.0)
    broker.tick(5.0)
    view.refresh()

    def written() -> bool:
        found = view.stage.layer.picture
        return found is not None and found.labels[0].parts[0][0] == "7.0/s"

    qtbot.waitUntil(written)


def test_that_a_graph_without_news_costs_nothing(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    view.refresh()
    view.stage.complete()
    drawn = view.stage.layer.picture
    for _ in range(20):
        view.refresh()
    view.stage.complete()

    assert view.stage.layer.picture is drawn


def test_that_a_hidden_view_does_nothing_and_catches_up(qtbot: QtBot) -> None:
    broker = hello()
    view = shown(qtbot, broker)
    view.hide()
    broker.queue("second")
    view.refresh()
    assert view.statistics().nodes == 4
    assert not view._beat.running

    view.show()

    qtbot.waitUntil(lambda: view.statistics().nodes == 5)


def test_that_dots_move_only_while_something_flows(qtbot: QtBot) -> None:
    broker = Broker()
    broker.edge("publish", broker.service("a"), broker.exchange("x"), publish=0.0)
    broker.tick()
    broker.tick()
    view = shown(qtbot, broker)
    qtbot.waitUntil(lambda: not view._beat.running)

    broker.rates = dict.fromkeys(broker.rates, 5.0)
    broker.tick()
    view.refresh()

    qtbot.waitUntil(lambda: view.statistics().dots > 0)


def test_that_a_selected_node_that_goes_is_given_up(qtbot: QtBot) -> None:
    broker = hello()
    view = shown(qtbot, broker)
    view.select("queue:hello")
    broker.graph.remove_node("queue:hello")
    with qtbot.waitSignal(view.selected) as signal:
        view.refresh()

    assert signal.args == [None]
    assert view.selection() is None


@pytest.mark.parametrize(("mode", "look"), [("dark", theme.DARK), ("light", theme.LIGHT)])
def test_that_the_picture_wears_the_theme(
    qtbot: QtBot, mode: theme.Mode, look: theme.Theme
) -> None:
    view = shown(qtbot, hello())
    theme.set_mode(mode)
    image = picture(view)

    assert image.pixelColor(8, 300) == look.window
    inside = middle(view, "queue:hello") + QPoint(0, -4)
    assert abs(image.pixelColor(inside).lightness() - look.panel.lightness()) < 12


def test_that_the_picture_is_sharp_on_a_dense_screen(qtbot: QtBot) -> None:
    view = shown(qtbot, hello())
    view.stage.resize(view.size(), 2.0)
    view.stage.complete()

    assert view.stage.layer.picture is not None
    assert view.stage.layer.picture.pixmap.size() == view.size() * 2


def test_that_another_graph_replaces_the_first(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    view.select("queue:orders.new")
    view.show_graph(FlowGraph())

    assert view.selection() is None
    assert view.statistics().nodes == 0


def test_that_the_picture_is_written_in_the_letters_of_the_application(qtbot: QtBot) -> None:
    view = shown(qtbot, shop(), 1280, 800)
    before, footer, corner = view.stage.scene.layout.widths, view.stage.footer, view.corner.size()
    with letters_of(14):
        qtbot.waitUntil(lambda: view.stage.letters > 1.3)
        view.stage.complete()
        layer = view.stage.layer.picture

        assert layer is not None
        assert min(label.scale for label in layer.labels.values()) > 1.2
        assert view.stage.footer > 1.2 * footer
        assert view.corner.height() > 1.2 * corner.height()
        assert view.corner.geometry().right() < view.width()
        assert view.corner.geometry().bottom() < view.height()
        view.resize(640, 400)
        qtbot.waitUntil(lambda: view.stage.letters == 1.0)
        view.resize(1280, 800)
    qtbot.waitUntil(lambda: view.stage.letters == 1.0)
    assert view.stage.scene.layout.widths == before
    assert view.corner.size() == corner


def test_that_larger_letters_show_details_from_nearer(qtbot: QtBot) -> None:
    view = shown(qtbot, for_a_while(shop()), 1280, 800)
    with letters_of(14):
        qtbot.waitUntil(lambda: view.stage.letters > 1.3)
        scene = view.stage.scene
        assert face_of(scene, 0, 0.7, 1.0).through is not None
        assert face_of(scene, 0, 0.7, view.stage.letters).through is None
