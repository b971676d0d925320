"""Type: the fonts of the picture and texts that fit their boxes."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication

from gui.theme import figures

NAME, DETAIL, TITLE = 12.0, 10.0, 10.0
"""Sizes in pixels at scale 1: names, everything beside them, column titles."""
_SMALLEST, _FILLING = 9.0, 0.78
"""Of a name: pixels on screen, unless that is more than this part of its box."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@lru_cache(maxsize=64)
def font(pixels: float, weight: QFont.Weight = QFont.Weight.Normal, spaced: float = 0.0) -> QFont:
    """The application's font in a size, with figures of equal width."""
    made = figures(QGuiApplication.font())
    made.setPixelSize(max(round(pixels), 1))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spaced:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spaced)
    return made


def size_from_afar(zoom: float, high: float) -> int:
    """How large a name is in the plane, so that it can be read at a scale in a box so high."""
    return max(round(min(max(NAME, _SMALLEST / zoom), _FILLING * high)), 1)


@lru_cache(maxsize=4096)
def literal(name: str) -> str:
    """A name as it is, with characters that cannot be seen made visible."""
    return "".join(char if char.isprintable() else _REPLACEMENT for char in name)


@lru_cache(maxsize=16384)
def elided(name: str, width: int, pixels: float, weight: QFont.Weight) -> str:
    """A name that fits into a width; what is too long loses its middle."""
    metrics = QFontMetricsF(font(pixels, weight))
    return metrics.elidedText(literal(name), Qt.TextElideMode.ElideMiddle, width)


@lru_cache(maxsize=16384)
def text_width(text: str, pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> float:
    """How wide a text is."""
    return QFontMetricsF(font(pixels, weight)).horizontalAdvance(text)
