"""Dialogs that are as high as what they say, however much that is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

WIDTH = 560


def in_lines(text: str) -> QLabel:
    """Text as it is, on as many lines as it needs."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def fit(dialog: QDialog) -> None:
    """Give a dialog its width and the height that goes with it."""
    layout = dialog.layout()
    if layout is not None:
        layout.invalidate()
        layout.activate()
        dialog.setFixedSize(WIDTH, layout.totalHeightForWidth(WIDTH))
