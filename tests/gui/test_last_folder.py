"""Every file dialog begins where the last one ended, also after a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui import last_folder
from gui.charts.exporting import Exporting
from gui.connect.file_field import FileField
from gui.publish.held_body import HeldBodyView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[QSettings]:
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    last_folder.keep_in(kept)
    yield kept
    last_folder.keep_in(None)


def dialog_of(qtbot: QtBot, widget: QWidget) -> QFileDialog:
    found = widget.findChild(QFileDialog)
    assert found is not None
    qtbot.waitUntil(found.isVisible)
    return found


def choose(dialog: QFileDialog, path: Path) -> None:
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(path))
    QTest.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.usefixtures("settings")
def test_that_the_first_dialog_begins_at_home_and_one_that_has_gone_is_not_offered(
    tmp_path: Path,
) -> None:
    assert last_folder.folder("exports") == Path.home()

    last_folder.remember("exports", tmp_path / "gone" / "a.csv")

    assert last_folder.folder("exports") == Path.home()


def test_that_a_kind_has_its_own_folder_also_after_a_restart(
    settings: QSettings, tmp_path: Path
) -> None:
    for kind in ("a", "b"):
        (tmp_path / kind).mkdir()
    last_folder.remember("certificates", tmp_path / "a" / "ca.pem")
    last_folder.remember("exports", tmp_path / "b" / "chart.csv")
    settings.sync()
    last_folder.keep_in(QSettings(settings.fileName(), QSettings.Format.IniFormat))

    assert last_folder.folder("certificates") == tmp_path / "a"
    assert last_folder.folder("exports") == tmp_path / "b"
    assert last_folder.folder("bodies") == tmp_path / "b"


@pytest.mark.usefixtures("settings")
def test_that_a_body_is_looked_for_where_the_last_one_was(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text("{}")
    view = HeldBodyView()
    qtbot.addWidget(view)
    view.show()

    qtbot.mouseClick(view.choose, Qt.MouseButton.LeftButton)
    choose(dialog_of(qtbot, view), tmp_path / "body.json")

    qtbot.waitUntil(lambda: view.held is not None)
    assert view.name.text() == "body.json"
    qtbot.waitUntil(lambda: view.findChild(QFileDialog) is None)
    qtbot.mouseClick(view.choose, Qt.MouseButton.LeftButton)
    again = dialog_of(qtbot, view)
    assert again.directory().absolutePath() == str(tmp_path)
    again.reject()


@pytest.mark.usefixtures("settings")
def test_that_a_certificate_is_looked_for_beside_the_one_that_is_written_there(
    qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    for name in ("ca.pem", "other/key.pem"):
        (tmp_path / name).touch()
    field = FileField("CA file", "none")
    qtbot.addWidget(field)
    field.show()
    qtbot.mouseClick(field.browse, Qt.MouseButton.LeftButton)
    choose(dialog_of(qtbot, field), tmp_path / "ca.pem")
    assert field.path == str(tmp_path / "ca.pem")
    qtbot.waitUntil(lambda: field.findChild(QFileDialog) is None)

    field.line.setText(str(tmp_path / "other" / "key.pem"))
    qtbot.mouseClick(field.browse, Qt.MouseButton.LeftButton)

    dialog = dialog_of(qtbot, field)
    assert dialog.directory().absolutePath() == str(tmp_path / "other")
    dialog.reject()


@pytest.mark.usefixtures("settings")
def test_that_an_export_proposes_its_name_in_the_last_folder(qtbot: QtBot, tmp_path: Path) -> None:
    last_folder.remember("exports", tmp_path / "before.png")
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()

    Exporting(parent).ask_picture(parent.grab().toImage(), "queue orders.png")

    dialog = dialog_of(qtbot, parent)
    assert dialog.selectedFiles() == [str(tmp_path / "queue orders.png")]
    dialog.reject()
