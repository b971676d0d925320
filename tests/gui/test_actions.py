from collections.abc import Iterator

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar
from pytestqt.qtbot import QtBot

from gui import theme
from gui.actions import Actions, fill_menu_bar


def window_in(qtbot: QtBot) -> tuple[QMainWindow, Actions]:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    fill_menu_bar(window, actions)
    return window, actions


def test_that_every_command_has_its_shortcut_and_no_two_share_one(qtbot: QtBot) -> None:
    _, actions = window_in(qtbot)
    keys = {
        name: value.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        for name, value in vars(actions).items()
        if hasattr(value, "shortcut")
    }

    assert keys["connect_to"] == "Ctrl+O"
    assert keys["publish"] == "Ctrl+P"
    assert keys["tap"] == "Ctrl+T"
    assert keys["fit"] == "F"
    assert keys["pause"] == "Space"
    assert keys["quit"] == "Ctrl+Q"
    used = [key for key in keys.values() if key]
    assert len(used) == len(set(used))


def menus(menu: QMenuBar | QMenu) -> Iterator[QMenuBar | QMenu]:
    """A menu and all below it."""
    yield menu
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from menus(below)


def test_that_within_a_menu_each_letter_means_one_thing(qtbot: QtBot) -> None:
    window, _ = window_in(qtbot)

    for menu in menus(window.menuBar()):
        texts = [action.text().replace("&&", "") for action in menu.actions()]
        letters = [text.partition("&")[2][:1].lower() for text in texts if "&" in text]
        assert len(letters) == len(set(letters)), texts


def test_that_no_key_does_two_things_wherever_it_is_said(qtbot: QtBot) -> None:
    window, _ = window_in(qtbot)
    keys = [
        key.toString(QKeySequence.SequenceFormat.PortableText)
        for action in window.findChildren(QAction)
        for key in action.shortcuts()
    ]

    assert "L" in keys
    assert len(keys) == len(set(keys))


def test_that_what_needs_a_broker_is_off_without_one(qtbot: QtBot) -> None:
    _, actions = window_in(qtbot)
    assert actions.connect_to.isEnabled()
    assert not actions.publish.isEnabled()

    actions.set_watching(True)
    assert actions.publish.isEnabled()
    assert not actions.tap.isEnabled()

    actions.set_selection(can_publish=False, can_tap=True)
    assert actions.tap.isEnabled()
    actions.set_watching(False)
    assert not actions.tap.isEnabled()


def test_that_the_theme_can_be_chosen_from_the_menu(qtbot: QtBot) -> None:
    _, actions = window_in(qtbot)
    by_name = {action.text().replace("&", ""): action for action in actions.themes.actions()}

    by_name["Light"].trigger()
    assert theme.mode() == "light"
    assert not theme.current().dark

    by_name["Follow the system"].trigger()
    assert theme.mode() == "system"


def test_that_the_next_theme_is_told_where_it_looks_like_the_one_before(qtbot: QtBot) -> None:
    _, actions = window_in(qtbot)
    told: list[str] = []
    actions.said.connect(told.append)
    while len(told) < 3:
        actions.next_theme.trigger()

    assert told == ["Theme: Dark", "Theme: Light", "Theme: Follow the system"]
