"""The line above the flow: what is watched, how well, how often, and what was lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QWidget

from core import numbers
from core.capabilities import Capability
from core.standing import NO_PROFILE, Standing
from core.wording import phrase, tr
from gui import icons, theme
from gui.capability_chip import CapabilityChip
from gui.connect.badge import Badge
from gui.plain import tooltip
from gui.vocabulary import asked_for

SHOWN = ("amqp", "management", "prometheus", "event_exchange")
_DIM, _LOUD = QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.BrightText
"""Roles, not colours: a palette of its own is lost when a sheet or a font is set."""
_NARROWEST = 480
_WHERE = 110
"""Pixels that the address needs besides its least to be read, which comes before names."""
PHASES: dict[str, tuple[icons.Mark, str]] = {
    "idle": ("unknown", phrase("Not connected")),
    "connecting": ("working", phrase("Connecting")),
    "watching": ("ok", phrase("Watching")),
    "lost": ("missing", phrase("Connection lost")),
}


@dataclass(frozen=True, slots=True)
class Status:
    """What the header shows of a session."""

    phase: str = "idle"
    trouble: str = ""
    standing: Standing = NO_PROFILE
    where: str = ""
    """The AMQP URL without its password."""
    vhost: str = ""
    broker: Mapping[str, Any] = field(default_factory=dict)
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    periods: Mapping[str, float] = field(default_factory=dict)
    lost: int = 0
    """Items that came faster than the window could take them."""


class Header(QWidget):
    """Connection, capabilities, poll period and losses, in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge = Badge()
        self.mark = QLabel()
        self.phase = QLabel()
        self.broker = QLabel()
        self.where = _Elided()
        self.period = QLabel()
        self.lost = QLabel()
        self.chips = {name: CapabilityChip(name) for name in SHOWN}
        self._shown: Status | None = None
        self._spared = 0
        """Pixels that the names of capabilities would need."""
        self._row = QHBoxLayout(self)
        self._lay_out()
        theme.changed.connect(self._on_theme)
        self.show_status(Status())

    def add_chip(self, chip: QWidget) -> None:
        """Put what another part of the window tells beside the capabilities."""
        self._row.insertWidget(self._row.indexOf(self.period) - 1, chip)

    def _lay_out(self) -> None:
        row = self._row
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(10, 3, 10, 3)
        row.setSpacing(8)
        bold = self.phase.font()
        bold.setBold(True)
        self.phase.setFont(bold)
        for label in (self.phase, self.broker, self.period, self.lost):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for quiet in (self.where, self.period, self.lost):
            quiet.setForegroundRole(_DIM)
        for widget in (self.badge, self.mark, self.phase, self.broker):
            row.addWidget(widget)
        row.addWidget(self.where, 1)
        for chip in self.chips.values():
            row.addWidget(chip)
        row.addSpacing(6)
        row.addWidget(self.period)
        row.addWidget(self.lost)

    def minimumSizeHint(self) -> QSize:
        """It never makes the window wider: the names of capabilities that are there give way."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """What is in it has become wider or narrower."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        """Name the capabilities where there is room for it."""
        needed = self._row.totalMinimumSize().width() + _WHERE
        if needed > self.width() and not self._spared:
            self._spared = sum(chip.spare() for chip in self.chips.values())
        elif self._spared and needed + self._spared <= self.width():
            self._spared = 0
            for chip in self.chips.values():
                chip.set_named(True)

    def show_status(self, status: Status) -> None:
        """Draw what is known about the connection."""
        if status == self._shown:
            return
        self._shown = status
        _, word = PHASES[status.phase]
        self.badge.show_standing(status.standing)
        self.phase.setText(tr(word))
        self.phase.setToolTip(tooltip(status.trouble))
        self.broker.setText(broker_words(status))
        self.where.set_text(status.where)
        for name, chip in self.chips.items():
            chip.setVisible(status.phase != "idle")
            chip.show_capability(status.capabilities.get(name, Capability(name)))
        self._show_pace(status)
        self._on_theme()

    def _show_pace(self, status: Status) -> None:
        periods = sorted(status.periods.items(), key=lambda item: item[1])
        self.period.setVisible(bool(periods))
        if periods:
            self.period.setText(tr("every {time}", time=numbers.duration(periods[0][1])))
            lines = "\n".join(
                tr("{name}: every {time}", name=asked_for(name), time=numbers.duration(seconds))
                for name, seconds in periods
            )
            about = tr("How often the broker is really asked:")
            self.period.setToolTip(f"{about}\n{lines}")
        self.lost.setVisible(status.phase != "idle")
        self.lost.setText(tr("{n:,} lost", n=status.lost))
        self.lost.setForegroundRole(_LOUD if status.lost else _DIM)
        self.lost.setToolTip(
            tr(
                "Reports that came faster than this window could take them in. "
                "When it is not 0, numbers are lower bounds."
            )
        )

    def _on_theme(self) -> None:
        status = self._shown or Status()
        kind, _ = PHASES[status.phase]
        self.mark.setPixmap(icons.mark(kind).pixmap(QSize(icons.SIZE, icons.SIZE)))


def broker_words(status: Status) -> str:
    """Broker version and vhost, as far as they are known."""
    words = []
    if status.broker.get("product"):
        words.append(status.broker["product"])
    if status.vhost:
        words.append(tr("vhost {vhost}", vhost=status.vhost))
    return "  ·  ".join(words)


class _Elided(QWidget):
    """A line of text that gives way when there is no room, and shows all of it as a tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def set_text(self, text: str) -> None:
        """Show another line."""
        self.text = text
        self.setToolTip(tooltip(text))
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw as much of the line as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        line = self.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, line)
