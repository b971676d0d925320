"""One line that says where the event in the form would go; a click tells it in full."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.route_preview import Preview
from core.wording import tr
from gui import icons, theme
from gui.plain import tooltip
from gui.publish.route_page import MARKS, not_asked

_AROUND = 34
"""Pixels of sign and margins."""


class RouteLine(QToolButton):
    """Sign and headline of a look ahead, as much as fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = not_asked()
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)
        self._draw()

    def show_preview(self, found: Preview) -> None:
        """Say what would become of the event."""
        self._preview = found
        self._draw()

    @property
    def words(self) -> str:
        """The whole line: the headline, and the queues where they are few."""
        found = self._preview
        names = tr(", ").join(taker.queue for taker in found.takers[:3])
        named = tr("{name}: {what}", name=found.headline, what=names)
        return named if names and len(found.takers) <= 3 else found.headline

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits."""
        super().resizeEvent(event)
        self._draw()

    def minimumSizeHint(self) -> QSize:
        """It is shortened where it has to be."""
        return QSize(90, super().minimumSizeHint().height())

    def _draw(self) -> None:
        found = self._preview
        self.setIcon(icons.mark(MARKS[found.verdict]))
        room = max(40, self.width() - _AROUND)
        metrics = self.fontMetrics()
        fits = metrics.horizontalAdvance(self.words) <= room
        line = self.words if fits else found.headline
        self.setText(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room))
        said = (self.words, found.why, found.consequence)
        self.setToolTip(tooltip("\n".join(part for part in said if part)))
        self.setAccessibleName(tr("Route: {words}", words=self.words))
