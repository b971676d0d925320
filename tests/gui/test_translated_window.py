"""The whole window in another language: no text was forgotten."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.wording import speak
from gui.main_window import PANELS
from gui.workbench import Workbench
from tests.gui.whole_window import Bench, shop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NAMES = {
    *("Flowscope", "RabbitMQ", "AMQP", "Prometheus", "JSON", "PNG", "SVG", "CSV", "TLS", "URL"),
    *("http", "localhost"),
    *(
        "English",
        "简体中文",
        "UTF",
        "Ctrl",
        "Shift",
        "Alt",
        "Space",
        "Del",
        "Delete",
        "Esc",
        "Enter",
    ),
}
"""The same in every language."""
OF_OTHERS = {
    *("Close", "Cancel", "OK", "Save", "Scroll Left", "Scroll Right"),
    *("Float", "Closes the dock widget", "Undocks and re-attaches the dock widget"),
    *("Export", "Export..."),
}
"""What Qt itself translates, or pyqtgraph offers where nobody sees it."""
AS_IT_IS = re.compile(r"[a-z]+/[a-z-]+|\b(amqp|http)://\S+|\t.*|⟦[^⟧]*…|\(AMQP default\)")
"""Media types, URLs, expressions behind what they mean, and what was cut off."""
WORD = re.compile(r"[A-Za-z]{3,}")
INNERMOST = re.compile("⟦[^⟦⟧]*⟧")


@pytest.fixture
def bracketed() -> Iterator[None]:
    """A language in which every text is English in brackets."""
    speak(lambda text: f"⟦{text}⟧")
    yield
    speak()


def outside(text: str) -> list[str]:
    """The words that were not translated."""
    text = AS_IT_IS.sub("", re.sub("<[^>]*>|&(?=\\w)", "", text))
    while INNERMOST.search(text):
        text = INNERMOST.sub("", text)
    return [word for word in WORD.findall(text) if word not in NAMES]


def texts(one: QObject) -> Iterator[str]:
    """What a widget or command says, in whatever way."""
    for kind, said in SAID:
        if isinstance(one, kind):
            yield from said(one)


def headers(header: QHeaderView) -> list[str]:
    told = (header.model().headerData(c, header.orientation()) for c in range(header.count()))
    return [str(one or "") for one in told]


SAID: tuple[tuple[Any, Callable[[Any], Iterable[str]]], ...] = (
    (QAction, lambda one: (one.text(), one.toolTip())),
    (QWidget, lambda one: (one.toolTip(), one.accessibleName(), one.accessibleDescription())),
    ((QAbstractButton, QLabel), lambda one: (one.text(),)),
    (QLineEdit, lambda one: (one.placeholderText(),)),
    (QGroupBox, lambda one: (one.title(),)),
    (QDialog, lambda one: (one.windowTitle(),)),
    (QComboBox, lambda one: [one.itemText(row) for row in range(one.count())]),
    (QTabBar, lambda one: [one.tabText(tab) for tab in range(one.count())]),
    (QHeaderView, headers),
)


def forgotten(root: QWidget, known: set[str]) -> list[tuple[str, str]]:
    """Every text with words in English, and where it is."""
    found = set()
    for one in (root, *root.findChildren(QObject)):
        for text in texts(one):
            if text not in OF_OTHERS and set(outside(text)) - known:
                found.add((type(one).__name__, text))
    return sorted(found)


def things(workbench: Workbench) -> set[str]:
    """The words of what is on the broker itself."""
    session = workbench.watching.session
    assert session is not None
    return {word for node in session.graph.nodes for word in WORD.findall(node)}


@pytest.mark.usefixtures("bracketed")
def test_that_no_text_of_the_window_is_forgotten(bench: Bench) -> None:
    session = shop()
    workbench = bench(session)
    known = things(workbench)
    for name in PANELS:
        workbench.window.reveal(name)
    for selection in (None, *list(session.graph.nodes)[:3]):
        workbench.select(selection)
        workbench.refresh()

    assert not forgotten(workbench.window, known)


@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize("command", ["connect_to", "shortcuts", "firehose", "proxy"])
def test_that_no_text_of_a_dialog_is_forgotten(bench: Bench, qtbot: QtBot, command: str) -> None:
    workbench = bench(shop())
    getattr(workbench.window.commands, command).trigger()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None

    assert not forgotten(dialog, things(workbench))
    dialog.close()
