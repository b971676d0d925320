"""Where a page is read: rich text that is broken between words, and copied as it was meant."""

import re

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from gui import theme

BREAK = "\N{ZERO WIDTH SPACE}"
_LONG = re.compile(r"[!-~]{15,}")
"""A word that may be wider than a narrow panel."""
_PARTS = re.compile(r"[./@:,;=&?_-](?=[^./@:,;=&?_-])|[A-Za-z0-9]{10}(?=[A-Za-z0-9]{3})")


def breakable(text: str) -> str:
    """The same, where a long name may go on in another line: after a sign, or where nothing helps."""
    return _LONG.sub(lambda word: _PARTS.sub(rf"\g<0>{BREAK}", word[0]), text)


class PageText(QTextBrowser):
    """Never breaks a word that fits; links are followed by somebody else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.figures(self.font()))
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)

    def toPlainText(self) -> str:
        """What it says, without what only breaks lines."""
        return super().toPlainText().replace(BREAK, "")

    def createMimeDataFromSelection(self) -> QMimeData:
        """A name that is pasted elsewhere has to be that name."""
        copied, found = QMimeData(), super().createMimeDataFromSelection()
        copied.setText(found.text().replace(BREAK, ""))
        copied.setHtml(found.html().replace(BREAK, ""))
        return copied
