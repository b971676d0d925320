"""The fonts of figures, of message bodies, and of languages that need their own."""

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

_USUAL_PIXELS, _LARGEST = 13.0, 1.6


def fixed() -> QFont:
    """The system's font of equal widths, for bodies and keys."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def largeness(font: QFont) -> float:
    """How much larger than usual its letters are, for what is measured in usual ones.

    Never less than 1, and no more than what pictures have room for.
    """
    return min(max(QFontInfo(font).pixelSize() / _USUAL_PIXELS, 1.0), _LARGEST)


_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei UI",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Sans serif and simplified, the better ones first."""


def with_chinese(font: QFont) -> QFont:
    """The same font where it has Chinese characters; else one that has, for all: lines of two fonts jump."""
    system = QFontDatabase.WritingSystem.SimplifiedChinese
    if system in QFontDatabase.writingSystems(font.family()):
        return font
    there = set(QFontDatabase.families(system))
    chosen = QFont(font)
    chosen.setFamilies([one for one in _CHINESE if one in there][:1] + font.families())
    return chosen
