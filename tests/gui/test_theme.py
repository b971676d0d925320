from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.main_window import MainWindow
from tests.gui.lettered import letters_of

_WRITTEN = [
    "text",
    "text_dim",
    "accent",
    "publish",
    "route",
    "deliver",
    "ack",
    "redeliver",
    "returned",
    "dead_letter",
    "alternate",
    "bind",
    "ready",
    "unacked",
    "warning",
    "error",
]
"""Colours in which something is written."""


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """The look is one for the process: other tests find it as it was."""
    before = theme.mode()
    yield
    theme.set_mode(before)


def contrast(one: QColor, other: QColor) -> float:
    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_that_every_colour_is_there(look: theme.Theme) -> None:
    colours = [getattr(look, field.name) for field in fields(look) if field.name != "dark"]

    assert all(colour.isValid() for colour in colours)


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
@pytest.mark.parametrize("name", _WRITTEN)
def test_that_text_can_be_read(look: theme.Theme, name: str) -> None:
    least = 7.0 if name == "text" else 4.5  # what WCAG asks for at level AAA and AA

    assert contrast(getattr(look, name), look.panel) >= least
    assert contrast(getattr(look, name), look.window) >= least


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_that_lines_can_be_seen(look: theme.Theme) -> None:
    assert contrast(look.confirm, look.panel) >= 3.0
    assert contrast(look.confirm, look.window) >= 3.0


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_that_what_is_selected_can_be_read(qapp: QApplication, mode: theme.Mode) -> None:
    theme.apply(qapp)
    theme.set_mode(mode)
    palette, role = qapp.palette(), QPalette.ColorRole

    assert contrast(palette.color(role.Highlight), palette.color(role.HighlightedText)) >= 4.5


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_that_kinds_of_flow_have_colours_of_their_own(look: theme.Theme) -> None:
    kinds = ("publish", "route", "deliver", "dead_letter", "alternate", "bind")

    assert len({look.flow(kind).name() for kind in kinds}) == len(kinds)


def test_that_counters_have_the_colour_of_their_flow() -> None:
    look = theme.DARK

    assert look.flow("get_no_ack") == look.deliver
    assert look.flow("drop_unroutable") == look.returned
    assert look.flow("ack") == look.ack
    assert look.flow("something else") == look.text_dim


@pytest.mark.usefixtures("qapp")
def test_that_a_forced_mode_wins_over_the_system() -> None:
    theme.set_mode("dark")
    assert theme.current().dark

    theme.set_mode("light")
    assert not theme.current().dark


def test_that_a_change_of_look_reaches_palette_and_listeners(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.set_mode("dark")
    theme.apply(qapp)
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.DARK.window

    with qtbot.waitSignal(theme.changed):
        theme.set_mode("light")

    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.LIGHT.window


def test_that_the_same_mode_again_changes_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    theme.set_mode("dark")
    theme.apply(qapp)

    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode("dark")


def test_that_another_font_of_the_system_reaches_what_is_on_screen(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp)
    window = QWidget()
    label = QLabel("orders", window)
    qtbot.addWidget(window)
    window.show()
    before = label.sizeHint().height()

    with letters_of(14):
        assert label.font().pointSizeF() == 14
        assert label.sizeHint().height() > 1.2 * before

    assert label.sizeHint().height() == before


@pytest.mark.usefixtures("qapp")
def test_that_figures_have_equal_widths() -> None:
    font = theme.figures(QFont())

    assert font.isFeatureSet(QFont.Tag("tnum"))


def test_that_colours_mix_and_fade() -> None:
    assert theme.mixed(QColor("black"), QColor("white"), 0.0) == QColor("black")
    assert theme.mixed(QColor("black"), QColor("white"), 0.5).red() == 128
    assert theme.faded(QColor("white"), 0.5).alpha() == 128


def test_that_a_theme_is_kept_until_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow()
    qtbot.addWidget(window)
    chosen = next(
        one for one in window.commands.themes.actions() if "Light" in one.text().replace("&", "")
    )
    chosen.trigger()
    window.remember_layout(settings)
    theme.set_mode("dark")

    theme.restore_from(settings)
    assert theme.mode() == "light"
    settings.setValue("window/theme", "pink")
    theme.restore_from(settings)
    assert theme.mode() == "system"
