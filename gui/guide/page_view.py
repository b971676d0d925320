"""A page of the guide, as a reader sees it."""

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from gui import theme
from gui.guide.contents import Page, folder, page_of
from gui.guide.typesetting import typeset

_MARGIN = 22


class PageView(QTextBrowser):
    """Shows Markdown with its pictures as wide as there is room, and follows links."""

    followed = Signal(str)
    """A link to another page of the guide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self._sought: list[str] = []
        self._drawn_at = QSize()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(120)
        self._fitting.timeout.connect(self._fit)
        self.anchorClicked.connect(self._on_link)
        theme.changed.connect(self._show)

    def show_page(self, page: Page) -> None:
        """Read another page from its beginning."""
        self.page = page
        self._show()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def seek(self, words: list[str]) -> None:
        """Mark these words wherever they stand."""
        self._sought = words
        colour = theme.faded(theme.current().warning, 0.35)
        marks = []
        for word in words:
            found = self.document().find(word)
            while not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = found
                mark.format.setBackground(colour)
                marks.append(mark)
                found = self.document().find(word, found)
        self.setExtraSelections(marks)

    def seek_next(self, *, back: bool = False) -> None:
        """Bring the next of the marked words into sight, round and round."""
        if not self._sought:
            return
        flag = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        if not self.find(self._sought[0], flag):
            end = QTextCursor.MoveOperation.End if back else QTextCursor.MoveOperation.Start
            self.moveCursor(end)
            self.find(self._sought[0], flag)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """The pictures of the guide and nothing else, no larger than the page."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        image = QImage(str(folder() / QUrl(name).toString()))
        ratio = self.devicePixelRatioF()
        most = round((self.viewport().width() - 2 * _MARGIN) * ratio)
        if image.width() > most > 0:
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaledToWidth(most, smooth)
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures follow the width, once it is settled."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fitting.start()

    def _fit(self) -> None:
        if self._drawn_at.width() != self.viewport().width():
            bar = self.verticalScrollBar()
            read = bar.value() / max(1, bar.maximum())
            self._show()
            bar.setValue(round(read * bar.maximum()))

    def _show(self) -> None:
        if self.page is None:
            return
        self._drawn_at = self.viewport().size()
        self.document().clear()  # forgets the pictures of another width
        self.document().setDocumentMargin(_MARGIN)
        self.setMarkdown(self.page.text)
        typeset(self.document(), theme.current())
        self.seek(self._sought)

    def _on_link(self, link: QUrl) -> None:
        page = page_of(link.toString())
        if page is not None:
            self.followed.emit(page.name)
        elif link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
