"""What each line of a plot is and says now; a click, or Space, hides and shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.wording import phrase, tr
from gui import theme
from gui.charts.band_paint import ABOVE
from gui.charts.line import counter_of, line_words, slot_of
from gui.charts.looks import Look, draw_marker, look, meaning
from gui.vocabulary import spelling

UNKNOWN = phrase("? unknown")
WIDTH, NARROW, NARROWEST = 216, 156, 124
"""Usually, for short names where a plot has little room beside it, and where it has hardly any."""
_SWATCH, _MARKER_ONLY = 26.0, 16.0
_ANY = 16_777_215
"""Qt's word for no limit."""
_PADDING = 8.0

LookOf = Callable[[str], Look]
"""How the line of a name looks now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend."""

    name: str
    value: str
    """With its unit; `UNKNOWN` when the line has no value at all."""
    detail: str = ""
    """Where the value comes from, for the tooltip."""
    drawn: bool = True
    """The line has values, so that it can be hidden and shown."""
    is_above: bool = False
    """The value is above the limit that the user has set."""


class LegendEntry(QAbstractButton):
    """A line's marker, name and value; checked means shown."""

    def __init__(self, name: str, look_of: LookOf) -> None:
        super().__init__()
        self.name = name
        self.is_above = False
        """The value is above the limit of the line."""
        self._look_of = look_of
        self.value = ""
        self.drawn = False
        self.setCheckable(True)
        self.setChecked(True)
        # as narrow as it has to be, or it would reach beneath the scroll bar
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.figures(self.font()))
        self.toggled.connect(self._describe)

    def show_entry(self, entry: Entry) -> None:
        """Show another value."""
        of = line_words(self.name) if slot_of(self.name) else ""
        told = (of, meaning(self.name), spelling(counter_of(self.name)), entry.detail)
        self.setToolTip("\n".join(line for line in told if line))
        now = (entry.value, entry.drawn, entry.is_above)
        if now == (self.value, self.drawn, self.is_above):
            return
        self.value, self.drawn, self.is_above = now
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """One line of text with some air."""
        return QSize(NARROW, self.fontMetrics().height() + 6)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up under the mouse."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Go dark again."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw swatch, name and value; a hidden line is dim and struck through."""
        look_now, colours = self._look_of(self.name), theme.current()
        on = self.isChecked() and self.drawn
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        self._paint_ground(painter, area, colours)
        middle = area.center().y()
        colour = look_now.colour if on else colours.text_dim
        painter.setPen(QPen(colour, 2 if on else 1))
        swatch = self._swatch
        painter.drawLine(QPointF(self._padding, middle), QPointF(swatch + 2, middle))
        painter.setPen(colour)
        at = QPointF((self._padding + swatch + 2) / 2, middle)
        draw_marker(painter, look_now.marker, at, 4.0, colours.panel)
        self._paint_words(painter, area, colours, on)

    @property
    def _swatch(self) -> float:
        """How much the marker takes; where names have hardly any room, no more than it needs."""
        return _SWATCH if self.width() > NARROWEST else _MARKER_ONLY

    @property
    def _padding(self) -> float:
        return _PADDING if self.width() > NARROWEST else _PADDING / 2

    def _paint_ground(self, painter: QPainter, area: QRectF, colours: theme.Theme) -> None:
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.faded(colours.text, 0.06))
            painter.drawRoundedRect(area, 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 4, 4)

    def _paint_words(self, painter: QPainter, area: QRectF, colours: theme.Theme, on: bool) -> None:
        font = self.font()
        font.setStrikeOut(self.drawn and not self.isChecked())
        painter.setFont(font)
        painter.setPen(colours.text if on else colours.text_dim)
        inner = area.adjusted(self._padding + self._swatch, 0, -self._padding, 0)
        centre = Qt.AlignmentFlag.AlignVCenter
        value = f"{ABOVE} {self.value}" if self.is_above else self.value
        needed = QFontMetricsF(self.font()).horizontalAdvance(value) + 10
        name = QFontMetricsF(font).elidedText(
            line_words(self.name), Qt.TextElideMode.ElideRight, inner.width() - needed
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | centre, name)
        painter.setFont(self.font())
        painter.setPen(colours.error if self.is_above else painter.pen().color())
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | centre, value)

    def _describe(self) -> None:
        shown = tr("shown") if self.isChecked() else tr("hidden")
        state = shown if self.drawn else tr("not drawn")
        told = phrase("{name}: {value}, {state}")
        if self.is_above:
            told = phrase("{name}: {value}, {state}, above its limit")
        words = tr(told, name=line_words(self.name), value=self.value, state=state)
        self.setAccessibleName(words)


class Legend(QScrollArea):
    """The lines of a plot, one below the other."""

    toggled = Signal()
    """A line was hidden or shown."""
    menu_wanted = Signal(str, QPoint)
    """The user asks what can be done with a line, there on the screen."""

    def __init__(self, look_of: LookOf | None = None) -> None:
        super().__init__()
        self._look_of = look_of or (lambda name: look(name, theme.current()))
        self.entries: dict[str, LegendEntry] = {}
        self._hidden: set[str] = set()
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 2, 0, 2)
        self._rows.setSpacing(0)
        self._rows.addStretch(1)
        self.setWidget(self._list)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(WIDTH)
        self.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)

    def place(self, below: bool, width: int) -> None:
        """Be a column so wide, or two rows as wide as there is room."""
        two_rows = 2 * (self.fontMetrics().height() + 6) + 4
        self.setMaximumHeight(two_rows if below else _ANY)
        self.setMinimumSize(0 if below else width, two_rows if below else 1)
        self.setMaximumWidth(_ANY if below else width)

    def is_above(self, name: str) -> bool:
        """A line is above its limit now."""
        return name in self.entries and self.entries[name].is_above

    @property
    def hidden_lines(self) -> frozenset[str]:
        """The lines that the user does not want to see."""
        return frozenset(self._hidden)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these lines; what was hidden stays hidden, also over a change of selection."""
        if [entry.name for entry in entries] != list(self.entries):
            self._rebuild([entry.name for entry in entries])
        for entry in entries:
            self.entries[entry.name].show_entry(entry)

    def _rebuild(self, names: list[str]) -> None:
        for name in [name for name in self.entries if name not in names]:
            gone = self.entries.pop(name)
            self._rows.removeWidget(gone)
            gone.deleteLater()
        for name in names:
            if name not in self.entries:
                self.entries[name] = self._new(name)
        self.entries = {name: self.entries[name] for name in names}
        for position, row in enumerate(self.entries.values()):
            self._rows.insertWidget(position, row)

    def _new(self, name: str) -> LegendEntry:
        row = LegendEntry(name, self._look_of)
        row.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        row.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(name, row.mapToGlobal(at))
        )
        row.setChecked(name not in self._hidden)
        row.toggled.connect(lambda shown: self._on_toggle(name, shown))
        return row

    def _on_toggle(self, name: str, shown: bool) -> None:
        if shown:
            self._hidden.discard(name)
        else:
            self._hidden.add(name)
        self.toggled.emit()
