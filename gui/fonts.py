"""The fonts of figures and of message bodies."""

from PySide6.QtGui import QFont, QFontDatabase


def fixed() -> QFont:
    """The system's font of equal widths, for bodies and keys."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
