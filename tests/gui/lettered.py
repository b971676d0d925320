"""An application whose user likes larger letters."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from gui.flow import lettering


@contextmanager
def letters_of(points: float) -> Iterator[None]:
    before = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(points)
    QApplication.setFont(larger)
    lettering.renew()
    try:
        yield
    finally:
        QApplication.setFont(before)
        lettering.renew()
