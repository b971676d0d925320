"""Which language the window speaks, and how one chooses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.wording import tr
from gui.language import Language, choose, chosen_in, wanted
from gui.main_window import MainWindow


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[Language]:
    language = Language(qapp, "zh_CN")
    yield language
    language.release()


def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize(
    ("system", "language"),
    [
        ("en_US", "en"),
        ("C", "en"),
        ("de_DE", "en"),
        ("zh_CN", "zh_CN"),
        ("zh_Hans_SG", "zh_CN"),
        ("zh_TW", "en"),
    ],
)
def test_that_the_language_is_that_of_the_system(
    tmp_path: Path, system: str, language: str
) -> None:
    assert wanted(settings(tmp_path), QLocale(system)) == language


def test_that_a_choice_is_kept_and_goes_before_the_system(tmp_path: Path) -> None:
    choose(settings(tmp_path), "en")

    assert wanted(settings(tmp_path), QLocale("zh_CN")) == "en"


def test_that_a_language_that_nobody_knows_is_no_choice(tmp_path: Path) -> None:
    choose(settings(tmp_path), "tlh")

    assert chosen_in(settings(tmp_path)) == "system"
    assert wanted(settings(tmp_path), QLocale("zh_CN")) == "zh_CN"


def test_that_texts_are_chinese_and_english_again(chinese: Language) -> None:
    assert tr("&Connect…") == "连接(&C)…"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"

    chinese.release()

    assert tr("&Connect…") == "&Connect…"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_that_a_language_is_chosen_from_the_menu(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    actions = window.commands.language
    actions.remember_in(settings(tmp_path))
    actions.said.connect(window.say)
    assert actions.choices["system"].isChecked()

    actions.choices["zh_CN"].trigger()

    assert chosen_in(settings(tmp_path)) == "zh_CN"
    assert window.statusBar().currentMessage() == (
        "Flowscope will use this language from its next start."
    )
    again = MainWindow()
    qtbot.addWidget(again)
    again.commands.language.remember_in(settings(tmp_path))
    assert again.commands.language.choices["zh_CN"].isChecked()
