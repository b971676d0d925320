"""Type: the fonts of the picture and texts that fit their boxes."""

from functools import lru_cache

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication

from gui.fonts import largeness
from gui.theme import figures

NAME, DETAIL, TITLE = 12.0, 10.0, 10.0
"""Sizes in pixels at scale 1: names, everything beside them, column titles."""
_SMALLEST, _FILLING = 9.0, 0.84
"""Of a name: pixels on screen, unless that is more than this part of its box."""
_ROOM = QSize(700, 400)
"""Of a picture that is too small for larger letters than usual."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@lru_cache(maxsize=1)
def wanted() -> float:
    """How much larger than usual letters are to be on screen, as the application's font says."""
    return largeness(QGuiApplication.font())


def letters_in(size: QSize) -> float:
    """How much larger than usual letters can be in a picture of that size: lines need room, too."""
    room = min(size.width() / _ROOM.width(), size.height() / _ROOM.height())
    return round(min(wanted(), max(room, 1.0)), 1)


def renew() -> None:
    """The application has another font: what was measured in the old one is forgotten."""
    for cache in (wanted, font, elided, text_width):
        cache.cache_clear()


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


def size_from_afar(zoom: float, high: float, letters: float = 1.0) -> int:
    """How large a name is in the plane, so that it can be read at a scale in a box so high."""
    return max(round(min(max(NAME, _SMALLEST * letters / zoom), _FILLING * high)), 1)


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
