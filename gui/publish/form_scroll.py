"""A form that scrolls when it is higher than its place, and is never cut at its sides."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QStyle, QWidget

from gui.field_message import FieldMessage


class FormScroll(QScrollArea):
    """Holds sections that fold: they grow downwards, nothing above them moves."""

    def __init__(self, form: QWidget, also: tuple[QWidget, ...] = ()) -> None:
        """`also` are parts that are hidden now and need room when they are shown."""
        super().__init__()
        self.inside, self._also = form, also
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(form)
        for ground in (self.viewport(), form):
            ground.setAutoFillBackground(False)  # it is the panel's, whose colour may be another

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part, folded or not, beside a scroll bar."""
        parts = (self.inside, *self._also)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        return QSize(max(part.minimumSizeHint().width() for part in parts) + bar, 80)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A part that needs more room asks for it here."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.inside:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def show_first_trouble(self) -> None:
        """Bring the first field that says what is wrong into view."""
        said = self.inside.findChildren(FieldMessage)
        wrong = next((message for message in said if message.text), None)
        if wrong is not None:
            QTimer.singleShot(0, wrong, lambda: self.ensureWidgetVisible(wrong))
