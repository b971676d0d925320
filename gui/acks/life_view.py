"""One message: what it is now, every step of its life that was seen, and what it carries."""

import json
from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.amqp.fields import shown
from core.lanes.life import Life
from core.lanes.life_text import life_text
from core.sightings import name_of
from core.tapped import TappedMessage
from core.wording import tr
from gui import theme
from gui.acks.life_page import KIN_ANCHOR, life_page, linked
from gui.inspector.page_text import PageText
from gui.messages.content_tabs import ContentTabs


class LifeView(QWidget):
    """Shows a life; it goes on while somebody looks."""

    closed = Signal()
    """Back to where one came from."""
    wanted = Signal(object)
    """The life of this message instead."""

    def __init__(self, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.life: Life | None = None
        self._clock = clock
        self._html = ""
        self._carried: tuple[TappedMessage | None, str] = None, ""
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(theme.figures(self.font()))
        self.back = QToolButton()
        self.back.setText(tr("◀ Back"))
        self.back.setToolTip(tr("Back to where you came from (Escape)"))
        self.copy_text = QToolButton()
        self.copy_text.setText(tr("Copy"))
        self.copy_text.setToolTip(tr("Copy this message, its steps and its relatives as text"))
        self.copy = QToolButton()
        self.copy.setText("JSON")
        self.copy.setToolTip(tr("Copy this message, its steps and its relatives as JSON"))
        self.copy.setAccessibleName(tr("Copy as JSON"))
        self.text = PageText()
        self.text.setAccessibleName(tr("Life of a message"))
        self.tabs = ContentTabs()
        self.tabs.insertTab(0, self.text, tr("Life"))
        self.tabs.setCurrentIndex(0)
        self.tabs.setDocumentMode(True)
        self.back.clicked.connect(self.closed)
        self.copy.clicked.connect(self._on_copy)
        self.copy_text.clicked.connect(self._on_copy_text)
        self.text.anchorClicked.connect(self._on_link)
        self._arrange()
        theme.changed.connect(self.draw)

    def show_life(self, life: Life) -> None:
        """Tell this one."""
        if self.life is None or self.life.message is not life.message:
            self._html = ""  # also over what is marked, as a link is that was followed
            self.text.clear()
        self.life = life
        carried = life.carried, life.not_carried
        if carried != self._carried:
            self._carried = carried
            self.tabs.show_message(*carried)
        self.draw()

    def draw(self) -> None:
        """Write it, if it has changed."""
        if self.life is None:
            return
        name = shown(name_of(self.life.message))
        self.title.setText(
            self.title.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideMiddle, max(self.width() - 190, 80)
            )
        )
        html = life_page(self.life, self._clock(), theme.current())
        if html != self._html and not self.text.textCursor().hasSelection():
            self._html = html
            bar = self.text.verticalScrollBar()
            before, was_at_end = bar.value(), 0 < bar.maximum() == bar.value()
            self.text.setHtml(html)
            bar.setValue(bar.maximum() if was_at_end else before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _on_link(self, link: QUrl) -> None:
        kin = self.life.kin if self.life is not None else None
        if link.toString() == KIN_ANCHOR:
            self.text.scrollToAnchor(KIN_ANCHOR[1:])
            return
        relatives = linked(kin) if kin is not None else []
        number = int(link.toString())
        if number < len(relatives):
            self.wanted.emit(relatives[number])

    def _on_copy(self) -> None:
        if self.life is not None:
            told = self.life.as_json(self._clock())
            QGuiApplication.clipboard().setText(json.dumps(told, indent=2, ensure_ascii=False))

    def _on_copy_text(self) -> None:
        if self.life is not None:
            QGuiApplication.clipboard().setText(life_text(self.life, self._clock()))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(4, 3, 6, 3)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        head.addWidget(self.copy_text)
        head.addWidget(self.copy)
        for button in (self.back, self.copy_text, self.copy):
            button.setAutoRaise(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
