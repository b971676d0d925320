"""What the user wants of single lines: another colour, a limit above which they warn."""

import json
from math import isfinite
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

Kept = TypeVar("Kept")


class Tastes(QObject):
    """By the key of a line: what is counted, and of what."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours: dict[str, str] = {}
        self.limits: dict[str, float] = {}

    def colour(self, key: str) -> QColor | None:
        """The colour that was chosen, if one was."""
        return QColor(self.colours[key]) if key in self.colours else None

    def choose_colour(self, key: str, colour: str | None) -> None:
        """Another colour, or the usual one again."""
        self._set(self.colours, key, colour)

    def limit(self, key: str, value: float | None) -> None:
        """Warn above a value, or no more."""
        self._set(self.limits, key, value)

    def as_text(self) -> str:
        """For the settings."""
        return json.dumps({"colours": self.colours, "limits": self.limits})

    def read(self, text: str) -> None:
        """From the settings; what cannot be read is left out."""
        try:
            read = json.loads(text)
        except ValueError:
            return
        match read:
            case {"colours": dict() as colours, "limits": dict() as limits}:
                valid = QColor.isValidColorName
                self.colours = {k: v for k, v in colours.items() if valid(str(v))}
                self.limits = {k: float(v) for k, v in limits.items() if _is_number(v)}

    def _set(self, kept: dict[str, Kept], key: str, value: Kept | None) -> None:
        if value is None:
            kept.pop(key, None)
        else:
            kept[key] = value
        self.changed.emit()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value)
