"""The pages of charts of what is selected, of which one is shown."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QWidget


class Pages(QStackedLayout):
    """Only the shown one asks for room: Qt's own are as wide as the widest that nobody sees."""

    def minimumSize(self) -> QSize:
        """Of the one that is shown."""
        shown = self.currentWidget()
        return QSize() if shown is None else shown.minimumSizeHint()


class PagesHalf(QScrollArea):
    """Scrolls plots that would be too low to be read, or has them whole in something that does."""

    def __init__(self, pages: QWidget) -> None:
        super().__init__()
        self._of = pages
        self._whole_from: int | None = None
        self.setWidget(pages)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(self.fontMetrics().height())

    def show_whole(self, least: int | None) -> None:
        """Leave it to others to scroll, and be so high at least; None: scroll by itself."""
        if least != self._whole_from:
            self._whole_from = least
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As high as the plots, or whatever there is."""
        if self._whole_from is None:
            return QSize(0, 0)
        return QSize(0, max(self._whole_from, self._of.minimumSizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The plots want another height."""
        if event.type() == QEvent.Type.LayoutRequest and self._whole_from is not None:
            self.updateGeometry()
        return super().eventFilter(watched, event)
