from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from gui import theme
from gui.flow.picture_desk import PictureDesk
from gui.flow.view import FlowView
from gui.flow.whole_picture import Caption, WholePicture
from tests.gui.flow.sample_graphs import Broker, shop, wide
from tests.gui.flow.shown import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def _dark() -> Iterator[None]:
    before = theme.mode()
    theme.set_mode("dark")
    yield
    theme.set_mode(before)


class Told(list[str]):
    """What was said below the window."""


def desk_of(qtbot: QtBot, folder: Path, broker: Broker) -> tuple[FlowView, PictureDesk, Told]:
    view, told = shown(qtbot, broker), Told()
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    desk = PictureDesk(view, told.append, settings)
    desk.titled = lambda: "amqp://guest@localhost/shop"
    return view, desk, told


def colours(image: QImage) -> set[str]:
    """Of every third pixel."""
    across, down = range(0, image.width(), 3), range(0, image.height(), 3)
    return {image.pixelColor(x, y).name() for x in across for y in down}


def test_that_the_whole_flow_is_saved_at_twice_the_size(qtbot: QtBot, tmp_path: Path) -> None:
    view, desk, told = desk_of(qtbot, tmp_path, shop())
    view.zoom_in()
    view.zoom_in()
    path = tmp_path / "flow.png"
    desk.save(path)
    qtbot.waitUntil(lambda: bool(told))
    image = QImage(str(path))
    whole = WholePicture(view.stage, Caption("", ""), 2.0)

    assert told == [f"The picture is in {path}."]
    assert image.size() == whole.size * 2
    assert theme.DARK.text.name() in colours(image)
    assert not desk.is_busy


def test_that_a_drawing_holds_names_and_title_as_text(qtbot: QtBot, tmp_path: Path) -> None:
    _, desk, told = desk_of(qtbot, tmp_path, shop())
    path = tmp_path / "flow.svg"
    desk.save(path)
    qtbot.waitUntil(lambda: bool(told))
    texts = {(one.text or "").strip() for one in ElementTree.parse(path).iter()}

    assert {"orders.new", "<b>bold</b> & co", "amqp://guest@localhost/shop"} <= texts


def test_that_a_picture_is_copied(qtbot: QtBot, tmp_path: Path) -> None:
    view, desk, told = desk_of(qtbot, tmp_path, shop())
    desk.copy()
    qtbot.waitUntil(lambda: bool(told))
    image = QGuiApplication.clipboard().image()

    assert image.size() == WholePicture(view.stage, Caption("", ""), 2.0).size * 2
    assert told == ["The picture is on the clipboard."]
    QGuiApplication.clipboard().clear()


def test_that_it_shows_the_present_theme(qtbot: QtBot, tmp_path: Path) -> None:
    _, desk, told = desk_of(qtbot, tmp_path, shop())
    theme.set_mode("light")
    desk.save(tmp_path / "light.png")
    qtbot.waitUntil(lambda: bool(told))

    assert QImage(str(tmp_path / "light.png")).pixelColor(2, 2) == theme.LIGHT.window


def test_that_what_cannot_be_written_is_said_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    _, desk, told = desk_of(qtbot, tmp_path, shop())
    desk.save(tmp_path / "nowhere" / "flow.png")
    qtbot.waitUntil(lambda: desk.trouble is not None)
    assert desk.trouble is not None
    assert "flow.png" in desk.trouble.text()
    assert desk.trouble.informativeText() == (
        f"There is no folder {tmp_path / 'nowhere'}. Choose another one."
    )
    assert told == []
    again = next(b for b in desk.trouble.findChildren(QPushButton) if "elsewhere" in b.text())
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert desk.dialog is not None
    desk.dialog.reject()


def test_that_the_dialog_offers_both_forms_and_remembers_the_folder(
    qtbot: QtBot, tmp_path: Path
) -> None:
    _, desk, told = desk_of(qtbot, tmp_path, shop())
    desk.ask()
    dialog = desk.dialog
    assert dialog is not None
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    assert [name.split()[-1] for name in dialog.nameFilters()] == ["(*.png)", "(*.svg)"]
    line = next(iter(dialog.findChildren(QLineEdit)))
    line.setText(str(tmp_path / "mine.svg"))
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(told))
    assert (tmp_path / "mine.svg").read_bytes().startswith(b"<?xml")
    desk.ask()
    assert desk.dialog is not None
    assert desk.dialog.directory().absolutePath() == str(tmp_path)
    desk.dialog.reject()


def test_that_a_huge_graph_gets_a_picture_that_can_be_held(qtbot: QtBot) -> None:
    view = shown(qtbot, wide(2000, 4000))
    size = WholePicture(view.stage, Caption("", ""), 2.0).size * 2

    assert size.width() * size.height() <= 66e6
    assert max(size.width(), size.height()) <= 30_500


def test_that_the_window_lives_meanwhile_and_a_second_wish_ends_the_first(
    qtbot: QtBot, tmp_path: Path
) -> None:
    _, desk, told = desk_of(qtbot, tmp_path, wide(400, 800))
    desk.save(tmp_path / "first.png")
    assert desk.is_busy
    desk.copy()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)

    assert told == ["The picture is on the clipboard."]
    assert not (tmp_path / "first.png").exists()
    QGuiApplication.clipboard().clear()


def test_that_it_says_that_something_is_hidden(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    view.leave_out(frozenset({"queue:lost.and.found"}), closing=True)

    assert WholePicture(view.stage, Caption("", ""))._hidden() == "1 hidden"


def test_that_whether_there_is_an_overview_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    view, desk, _ = desk_of(qtbot, tmp_path, wide(200, 400))
    action = QAction(view)
    action.setCheckable(True)
    desk.offer_minimap(action)
    view.zoom_in()
    assert view.minimap.isVisible()
    action.trigger()
    assert not view.minimap.isVisible()
    again, second, _ = desk_of(qtbot, tmp_path, wide(200, 400))
    other = QAction(again)
    other.setCheckable(True)
    second.offer_minimap(other)
    again.zoom_in()

    assert not other.isChecked()
    assert not again.minimap.isVisible()
