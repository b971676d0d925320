"""From the menu to the file: what is in sight, and what is said when it cannot be written."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from gui.charts.csv_text import iso
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW, Recording
from tests.gui.charts.test_view import QUEUE, shop, shown


def choose(qtbot: QtBot, view: ChartsView, path: Path) -> None:
    """Type a file into the dialog and save."""
    dialog = view.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText(str(path))
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    QTest.mouseClick(
        buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton
    )


def test_that_the_range_in_sight_is_written_as_csv(qtbot: QtBot, tmp_path: Path) -> None:
    view = shown(qtbot, shop()[0], QUEUE)
    view.show_range(60)
    view.draw()
    QTest.mouseClick(view.depths.legend.entries["ready"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.exporting.said) as said:
        view.export_table()
        choose(qtbot, view, tmp_path / "chart.csv")
    lines = (tmp_path / "chart.csv").read_text().splitlines()
    assert lines[0] == "time,ack [messages/s]"
    assert lines[1] == f"{iso(NOW - 60)},5"
    assert lines[-1].startswith(iso(NOW))
    assert len(lines) == 62
    assert said.args == [f"61 seconds of 1 line written to {tmp_path / 'chart.csv'}."]
    assert list(tmp_path.iterdir()) == [tmp_path / "chart.csv"]


def test_that_the_picture_is_written_as_png(qtbot: QtBot, tmp_path: Path) -> None:
    view = shown(qtbot, shop()[0])
    with qtbot.waitSignal(view.exporting.said):
        view.export_picture()
        choose(qtbot, view, tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    assert image.size() == view.size() * view.devicePixelRatioF()


def test_that_what_cannot_be_written_is_said_where_one_looks(qtbot: QtBot, tmp_path: Path) -> None:
    view = shown(qtbot, shop()[0])
    gone = tmp_path / "gone" / "chart.csv"
    with qtbot.waitSignal(view.exporting.failed):
        view.exporting.write_table([view.rates.table()], gone)
    assert view.message.isVisible()
    assert view.message.text == (
        f"{gone} was not written: No such file or directory. Choose another place or name."
    )
    with qtbot.waitSignal(view.exporting.said):
        view.exporting.write_table([view.rates.table()], tmp_path / "chart.csv")
    assert not view.message.isVisible()


def test_that_nothing_to_export_is_said_at_once(qtbot: QtBot) -> None:
    view = shown(qtbot, Recording())
    failed = QSignalSpy(view.exporting.failed)
    view.export_table()
    assert "nothing to export" in failed.at(0)[0]
    assert view.findChild(QFileDialog) is None


def test_that_a_gap_is_empty_in_the_table_of_a_plot(qtbot: QtBot) -> None:
    recording, _ = shop()
    recording.at += 10
    view = shown(qtbot, recording)
    values = view.rates.table().values
    assert np.isnan(values[:, -5:]).all()
