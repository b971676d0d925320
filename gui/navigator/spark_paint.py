"""Small curves as pixels: all that are in sight at once, for a stroke of a pen takes much longer."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from gui.navigator.spark import Values

_LINE, _AREA = 1.15, 0.22
_LEAST = 1.0
"""A curve that never exceeds that is drawn as low as it is."""
Numbers = NDArray[np.float64]


def spark_strip(
    curves: Sequence[Values], colours: Sequence[QColor], width: int, height: int, ratio: float
) -> QImage:
    """Curves from 0 to the most of their values, one below the other; gaps are empty."""
    wide, high = max(round(width * ratio), 1), max(round(height * ratio), 1)
    values = np.array(curves, dtype=np.float64)
    values = values[:, np.minimum(np.arange(wide) * values.shape[1] // wide, values.shape[1] - 1)]
    alpha = _covered(values, high, _LINE * ratio)
    bgra = np.array([(c.blue(), c.green(), c.red(), 255) for c in colours], dtype=np.float64)
    pixels = (alpha[:, :, :, None] * bgra[:, None, None, :]).astype(np.uint8)
    whole = np.ascontiguousarray(pixels.reshape(len(curves) * high, wide, 4))
    form = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(whole.data, wide, len(curves) * high, 4 * wide, form)
    return image.copy()  # the pixels go with the array


def _covered(values: Numbers, high: int, line: float) -> Numbers:
    """How much of each pixel (curve, row, column) a line and the area below it cover."""
    known = values == values
    shown = np.where(known, values, 0.0)
    most = np.maximum(shown.max(axis=1, keepdims=True), _LEAST)
    top = (high - line) * (1.0 - shown / most)
    before, was_known = np.roll(top, 1, axis=1), np.roll(known, 1, axis=1)
    was_known[:, 0] = False
    joined = np.where(was_known, before, top)
    upper, lower = np.minimum(top, joined), np.maximum(top, joined) + line
    rows = np.arange(high)[None, :, None]
    upper, lower = upper[:, None, :], lower[:, None, :]
    stroke = np.clip(np.minimum(rows + 1, lower) - np.maximum(rows, upper), 0.0, 1.0)
    below = np.clip(rows + 1 - lower, 0.0, 1.0) * _AREA
    found: Numbers = np.where(known[:, None, :], np.maximum(stroke, below), 0.0)
    return found
