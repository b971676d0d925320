"""Single messages in the header: nobody forgets that the firehose is on, or who is connected."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.wording import phrase, tr
from gui import icons, theme
from gui.look.bar import LookBar
from gui.look.words import chip_words, firehose_line, proxy_line
from gui.plain import tooltip

if TYPE_CHECKING:
    from core.close_look import FirehoseLook
    from core.proxy_run import ProxyLook

_ABOUT = phrase(
    "A broker counts messages, but does not say which is where. Two sources show single ones: "
    "the firehose and the proxy."
)
_WIDTH = 460


class LookChip(QWidget):
    """What is on, with its countdown; a click opens a card, and Stop ends the firehose."""

    opened = Signal()
    """The card is wanted."""
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = QToolButton()
        self.face.setAutoRaise(True)
        self.face.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.face.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.face.setFont(theme.figures(self.face.font()))
        self.stop = QToolButton()
        self.stop.setText(tr("Stop"))
        self.stop.setToolTip(tr("End the firehose now and put everything back"))
        self.stop.setAccessibleName(tr("Stop the firehose"))
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.face)
        row.addWidget(self.stop)
        self.face.clicked.connect(self.opened)
        self.stop.clicked.connect(self.stop_wanted)
        self._mark: icons.Mark = "unknown"
        self._is_loud = False
        theme.changed.connect(self._paint)

    def show_look(self, firehose: "FirehoseLook", proxy: "ProxyLook", at: float) -> None:
        """Say what is on."""
        words = chip_words(firehose, proxy, at)
        self.setVisible(bool(words))
        lines = firehose_line(firehose, at), proxy_line(proxy)
        self.face.setText(words)
        self.face.setToolTip(tooltip("\n".join(line.words for line in lines)))
        self.face.setAccessibleName("; ".join(line.words for line in lines))
        self.stop.setVisible(firehose.is_on and firehose.phase != "ending")
        mark = lines[0 if firehose.is_on or firehose.notes else 1].mark
        if (mark, firehose.is_on) != (self._mark, self._is_loud) or self.face.icon().isNull():
            self._mark, self._is_loud = mark, firehose.is_on
            self._paint()

    def _paint(self) -> None:
        self.face.setIcon(icons.mark(self._mark))
        if not self._is_loud:
            self.face.setStyleSheet("")
            return
        look = theme.current()
        ground = theme.mixed(look.panel, look.warning, 0.22).name()
        self.face.setStyleSheet(
            f"QToolButton {{ background: {ground}; border: 1px solid {look.warning.name()};"
            " border-radius: 4px; padding: 2px 3px; }"
        )


class LookCard(QFrame):
    """Firehose and proxy, one above the other, below the chip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.bar = LookBar(QBoxLayout.Direction.TopToBottom)
        title = QLabel(tr("Single messages"))
        bold = title.font()
        bold.setBold(True)
        title.setFont(bold)
        about = QLabel(tr(_ABOUT))
        about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 12, 6, 8)
        column.setSpacing(8)
        for label in (title, about):
            label.setContentsMargins(10, 0, 10, 0)
            column.addWidget(label)
        column.addWidget(self.bar)
        self.setFixedWidth(_WIDTH)
        for wanted in (self.bar.firehose_wanted, self.bar.proxy_wanted, self.bar.proxy_unwanted):
            wanted.connect(self.close)  # a dialog follows, which a popup would cover

    def open_below(self, widget: QWidget) -> None:
        """Come up below a widget, on its screen."""
        self.adjustSize()
        screen = widget.screen().availableGeometry()
        place = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        self.move(min(place.x(), screen.right() - self.width() - 8), place.y())
        self.show()
        self.bar.setFocus()
