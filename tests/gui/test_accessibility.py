"""The whole window for the keyboard and for those who do not see it: names, order, keys."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.main_window import PANELS, MainWindow
from gui.palette.entries import commands
from gui.workbench import Workbench
from tests.gui.whole_window import Bench, shop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def told(widget: QWidget) -> str:
    """By what a screen reader names it: its name, or the words that it or its label shows."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton | QGroupBox):
        return widget.text() if isinstance(widget, QAbstractButton) else widget.title()
    if isinstance(widget, QTabBar):
        return ", ".join(widget.tabText(i) for i in range(widget.count()))
    labels = widget.window().findChildren(QLabel)
    return next((label.text() for label in labels if label.buddy() is widget), "")


def is_part(widget: QWidget) -> bool:
    """Something inside a control that speaks for it."""
    parent = widget.parentWidget()
    inside = isinstance(parent, QAbstractSpinBox | QComboBox) and isinstance(widget, QLineEdit)
    viewport = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
    internal = widget.objectName().startswith("qt_")
    return inside or viewport or internal


def focusable(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
        if takes and widget.window() is window and not is_part(widget):
            yield widget


def described(widget: QWidget) -> str:
    path: list[str] = []
    at: QWidget | None = widget
    while at is not None and not isinstance(at, MainWindow):
        path.append(type(at).__name__ + (f"#{at.objectName()}" if at.objectName() else ""))
        at = at.parentWidget()
    return " < ".join(path)


def has_focus(panel: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is panel or panel.isAncestorOf(focused))


def is_in_front(workbench: Workbench, name: str) -> bool:
    return workbench.window._panels[name]._in_front


def all_shown(bench: Bench, qtbot: QtBot) -> Workbench:
    workbench = bench(shop())
    for name in PANELS:
        workbench.window.reveal(name)
        qtbot.waitUntil(partial(is_in_front, workbench, name))
    return workbench


def test_that_whatever_takes_the_keyboard_has_a_name(bench: Bench, qtbot: QtBot) -> None:
    workbench = all_shown(bench, qtbot)
    nameless = [described(one) for one in focusable(workbench.window) if not told(one).strip()]

    assert not nameless, "\n".join(nameless)


@pytest.mark.parametrize("name", PANELS)
def test_that_tab_goes_through_a_panel_from_top_to_bottom_and_back(
    bench: Bench, qtbot: QtBot, name: str
) -> None:
    workbench = bench(shop())
    workbench.window.activateWindow()
    qtbot.waitUntil(workbench.window.isActiveWindow)
    workbench.window.go_to(name)
    panel = workbench.window._panels[name]
    inside = [one for one in focusable(workbench.window) if panel.isAncestorOf(one)]
    qtbot.waitUntil(lambda: has_focus(panel))

    here = [one for one in inside if one.isVisible() and one.isEnabled()]
    order = [one for one in chain_of(panel) if one in here]
    rows = [one.mapTo(panel, one.rect().center()).y() for one in order]
    backwards = [
        (described(order[i]), described(order[i + 1]))
        for i in range(len(rows) - 1)
        if rows[i] - rows[i + 1] > panel.height() // 2
    ]
    assert len(backwards) <= 1, backwards  # one leap up, to a second column


def chain_of(widget: QWidget) -> list[QWidget]:
    """All that Tab goes through, from a widget until it is there again."""
    chain: list[QWidget] = []
    at = widget.nextInFocusChain()
    while at is not None and at is not widget and len(chain) < 10_000:
        chain.append(at)
        at = at.nextInFocusChain()
    return chain


def test_that_tab_reaches_every_control_and_comes_back(bench: Bench) -> None:
    workbench = bench(shop())
    chain = chain_of(workbench.window)

    missing = [described(one) for one in focusable(workbench.window) if one not in chain]
    assert missing == []
    assert len(chain) < 10_000


def test_that_every_command_has_a_tip_and_keys_of_its_own(bench: Bench) -> None:
    workbench = bench(shop())
    listed = commands(workbench.window.menuBar())
    untold = [one.title for one in listed if one.action.toolTip() in ("", one.title)]
    choices = ("Theme", "Labels", "Language")  # one key goes to the next, or it is chosen once
    keyless = [one.title for one in listed if not one.shortcuts and one.menus[-1] not in choices]
    keys = [
        keys.toString(QKeySequence.SequenceFormat.PortableText)
        for one in listed
        for keys in one.action.shortcuts()
    ]

    assert untold == []
    assert keyless == []
    assert sorted(keys) == sorted(set(keys))


def test_that_every_panel_is_reached_by_key(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    workbench.window.activateWindow()
    qtbot.waitUntil(workbench.window.isActiveWindow)
    for name, jump in workbench.window.panel_commands.jumps.items():
        jump.trigger()
        panel = workbench.window._panels[name]
        qtbot.waitUntil(partial(has_focus, panel))
