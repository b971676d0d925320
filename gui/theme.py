"""How Flowscope looks: a dark and a light palette, one accent colour per kind of flow.

The mode follows the system unless it is forced. Widgets that paint by hand read `current()` and
repaint on `changed`; everything else gets its colours from the palette that `apply` sets.
"""

from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

Mode = Literal["system", "dark", "light"]
_SETTING = "window/theme"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one look."""

    dark: bool
    window: QColor
    panel: QColor
    panel_border: QColor
    text: QColor
    text_dim: QColor
    accent: QColor
    publish: QColor
    confirm: QColor
    route: QColor
    deliver: QColor
    ack: QColor
    redeliver: QColor
    returned: QColor
    dead_letter: QColor
    alternate: QColor
    bind: QColor
    ready: QColor
    unacked: QColor
    warning: QColor
    error: QColor
    selection: QColor
    grid: QColor

    def flow(self, name: str) -> QColor:
        """The colour of a kind of edge, or of a counter as `message_stats` spells it."""
        return getattr(self, _FLOW_OF.get(name, name), self.text_dim)


_FLOW_OF = {
    "deliver_no_ack": "deliver",
    "get": "deliver",
    "hop": "deliver",
    "get_no_ack": "deliver",
    "return_unroutable": "returned",
    "drop_unroutable": "returned",
    "p50": "deliver",
    "p90": "ready",
    "p99": "returned",
}


def _theme(dark: bool, colours: str) -> Theme:
    names = [field.name for field in fields(Theme) if field.name != "dark"]
    return Theme(dark, **dict(zip(names, map(QColor, colours.split()), strict=True)))


DARK = _theme(
    True,
    # window panel border text dim accent
    "#10151b #182029 #2a3541 #e3e9ef #8896a5 #4d9fec"
    # publish confirm route deliver ack
    " #58a6f0 #86c5f4 #a593f2 #3fc99a #93d36e"
    # redeliver returned dead_letter alternate bind
    " #eeb244 #ff8456 #ec6a98 #52b9c9 #8b9cb3"
    # ready unacked warning error selection grid
    " #d7bf72 #b794e8 #eeb244 #f4606c #ffffff #1d252e",
)
LIGHT = _theme(
    False,
    "#f3f5f7 #ffffff #d3dae1 #18222c #5f6e7c #1a6fc4"
    " #1c6cc0 #3886be #6c54cf #0a7a57 #41791d"
    " #8f6000 #b94715 #c22e68 #0b7486 #5f7186"
    " #816711 #7f52c2 #8f6000 #c92a3a #0d1822 #e4e9ee",
)


_OUTLINED = ("QRadioButton", "QCheckBox", "QLineEdit", "QAbstractSpinBox", "QComboBox", "QMenu")
"""Controls that never paint the colour of the window, but are outlined by it."""


class _Look(QObject):
    """Which theme is on, and that it changed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode: Mode = "system"
        self.shown: Theme | None = None
        self.app: QApplication | None = None

    def theme(self) -> Theme:
        if self.mode == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return LIGHT if scheme == Qt.ColorScheme.Light else DARK
        return DARK if self.mode == "dark" else LIGHT

    def _on_system_change(self) -> None:
        theme = self.theme()
        if theme is self.shown:
            return
        self.shown = theme
        if self.app is not None:
            self.app.setPalette(_palette(theme))
            for control in _OUTLINED:
                # PySide6 takes text here, whatever its stubs say.
                self.app.setPalette(_outlined(theme), control)  # type: ignore[arg-type]
            self.app.setStyleSheet(_stylesheet(theme))
        self.changed.emit()

    def _on_font_change(self) -> None:
        """Widgets under a style sheet keep the font they had, until the sheet is set again."""
        if self.app is not None:
            self.app.setStyleSheet(self.app.styleSheet())

    def follow(self, app: QApplication) -> None:
        if self.app is not app:
            self.app = app
            app.setStyle("Fusion")
            app.styleHints().colorSchemeChanged.connect(self._on_system_change)
            app.fontChanged.connect(self._on_font_change)
        self.shown = None
        self._on_system_change()

    def refresh(self) -> None:
        self._on_system_change()


_look = _Look()
changed = _look.changed
"""Emitted when another theme is shown."""


def current() -> Theme:
    """The theme that is shown now."""
    return _look.theme()


def mode() -> Mode:
    """What the user asked for."""
    return _look.mode


def set_mode(mode: Mode) -> None:
    """Follow the system, or force one look."""
    _look.mode = mode
    if QGuiApplication.instance() is not None:
        hints = QGuiApplication.styleHints()
        if mode == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light)
    _look.refresh()


def remember_in(settings: QSettings) -> None:
    """Keep what the user asked for until the next start."""
    settings.setValue(_SETTING, _look.mode)


def restore_from(settings: QSettings) -> None:
    """Ask for the same as at the last start."""
    known: tuple[Mode, ...] = ("dark", "light")
    kept = settings.value(_SETTING)
    set_mode(next((mode for mode in known if mode == kept), "system"))


def apply(app: QApplication) -> None:
    """Give an application Flowscope's look and keep it following the system."""
    _look.follow(app)


def figures(font: QFont) -> QFont:
    """That font with figures of equal width, so that changing numbers do not dance."""
    tabular = QFont(font)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two; `share` is the part of the second."""
    pairs = (
        (one.redF(), other.redF()),
        (one.greenF(), other.greenF()),
        (one.blueF(), other.blueF()),
        (one.alphaF(), other.alphaF()),
    )
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in pairs))


def faded(colour: QColor, alpha: float) -> QColor:
    """The same colour, partly transparent."""
    copy = QColor(colour)
    copy.setAlphaF(alpha)
    return copy


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    raised = mixed(theme.panel, theme.text, 0.06)
    for which, colour in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: mixed(theme.panel, theme.text, 0.025),
        role.Text: theme.text,
        role.PlaceholderText: theme.text_dim,
        role.Button: raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Light: mixed(theme.panel, theme.text, 0.14),
        role.Midlight: raised,
        role.Mid: theme.panel_border,
        role.Dark: theme.panel_border,
        role.Shadow: mixed(theme.window, QColor("black"), 0.5),
        role.Highlight: theme.accent,
        role.HighlightedText: theme.window if theme.dark else theme.panel,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.route,
        role.ToolTipBase: theme.panel,
        role.ToolTipText: theme.text,
    }.items():
        palette.setColor(which, colour)
    dimmed = mixed(theme.text_dim, theme.window, 0.18)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, dimmed)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, theme.panel_border)
    return palette


def _outlined(theme: Theme) -> QPalette:
    """The palette of controls: Fusion outlines them with a darker Window, which dark would hide."""
    palette = _palette(theme)
    outline = mixed(theme.panel_border, theme.text_dim, 0.35)
    palette.setColor(QPalette.ColorRole.Window, outline.lighter(140))
    return palette


def _stylesheet(theme: Theme) -> str:
    border, panel, window = (c.name() for c in (theme.panel_border, theme.panel, theme.window))
    text, dim, accent = (c.name() for c in (theme.text, theme.text_dim, theme.accent))
    thumb = mixed(theme.panel_border, theme.text_dim, 0.35).name()
    return f"""
    QToolTip {{ background: {panel}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
    QSplitter::handle {{ background: {border}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}
    QHeaderView::section {{ background: {window}; color: {dim}; border: none; padding: 4px 8px;
        border-bottom: 1px solid {border}; }}
    QTableView::item {{ padding: 0 5px; }}
    QScrollBar {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{ background: {thumb}; border-radius: 3px; margin: 2px;
        min-height: 24px; min-width: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QTabBar::tab {{ background: transparent; color: {dim}; padding: 7px 14px; border: none;
        border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
    QTabBar::tab:hover:!selected {{ color: {text}; }}
    QTabBar::tab:focus {{ color: {accent}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {border}; }}
    QStatusBar {{ border-top: 1px solid {border}; color: {dim}; }}
    QStatusBar::item {{ border: none; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    """
