from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from gui.language import chosen_in
from gui.workbench import Workbench
from tests.gui.whole_window import Bench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def asked_by(workbench: Workbench) -> QMessageBox:
    workbench.window.commands.language.choices["zh_CN"].trigger()
    question = workbench.language_desk.question
    assert question is not None
    assert question.isVisible()
    return question


def test_that_whoever_says_later_keeps_the_window(bench: Bench, tmp_path: Path) -> None:
    workbench = bench(None)
    question = asked_by(workbench)

    QTest.keyClick(question, Qt.Key.Key_Escape)

    assert workbench.window.isVisible()
    assert not workbench.window.comes_back
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    assert chosen_in(settings) == "zh_CN"


def test_that_it_is_not_asked_for_the_language_that_is_spoken(bench: Bench) -> None:
    workbench = bench(None)

    workbench.window.commands.language.choices["en"].trigger()

    assert workbench.language_desk.question is None


def test_that_enter_closes_it_and_one_that_hesitates_does_not_come_back_later(bench: Bench) -> None:
    workbench = bench(None)
    question = asked_by(workbench)
    workbench.window.hesitates = lambda: True

    QTest.keyClick(question, Qt.Key.Key_Return)

    assert workbench.window.isVisible()
    assert not workbench.window.comes_back
    workbench.window.hesitates = lambda: False
