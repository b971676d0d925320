"""Putting the moving dots on screen: one call to the painter for all of them."""

from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken

from gui.flow.camera import Camera
from gui.flow.particles import Particles
from gui.flow.sprites import SIZES, SUBPIXELS, Dot, Sprites

Numbers = NDArray[np.float64]
_FIELDS = 10
"""x, y, source left, top, width, height, scale x, scale y, rotation, opacity."""
_ASIDE = 4.5
_GRAIN = 2
_ANSWERS_FROM = 0.5
"""The scale below which confirms and acks are left out."""
_NO_SIZE = QSize(0, 0)


class Cover:
    """The parts of a finished picture that dots pass beneath, as a coarse grid on screen."""

    def __init__(
        self,
        camera: Camera | None = None,
        boxes: Iterable[Sequence[float]] = (),
        size: QSize = _NO_SIZE,
    ) -> None:
        self._camera = camera or Camera()
        shape = (size.height() // _GRAIN + 3, size.width() // _GRAIN + 3)
        self._grid = np.zeros(shape, dtype=bool)
        for left, top, right, bottom in self._cells(boxes):
            self._grid[top:bottom, left:right] = True

    def over(self, places: Numbers) -> NDArray[np.bool_]:
        """Which points of the plane are covered."""
        at = places * self._camera.zoom + (self._camera.x, self._camera.y)
        cells = np.floor(at / _GRAIN).astype(np.int64) + 1
        inside = ((cells >= 0) & (cells < self._grid.shape[::-1])).all(axis=1)
        columns, rows = (np.where(inside, cells[:, i], 0) for i in (0, 1))
        found: NDArray[np.bool_] = self._grid[rows, columns] & inside
        return found

    def _cells(self, boxes: Iterable[Sequence[float]]) -> list[list[int]]:
        """The cells of those boxes of which anything is in sight."""
        edges = np.array([*boxes], np.float64).reshape(-1, 4)
        at = edges * self._camera.zoom + (self._camera.x, self._camera.y) * 2
        high, wide = self._grid.shape
        cells = np.rint(at / _GRAIN).astype(np.int64) + 1
        cells = np.clip(cells, 0, (wide, high, wide, high))
        seen = (cells[:, :2] < cells[:, 2:]).all(axis=1)
        found: list[list[int]] = cells[seen].tolist()
        return found


class DotPainter:
    """Turns places of dots into pieces of the sprite pixmap."""

    def __init__(self) -> None:
        self.drawn = 0
        self._pieces = np.zeros((0, _FIELDS))
        self._cover = Cover()

    def cover(self, cover: "Cover") -> None:
        """Let dots pass beneath labels and nodes."""
        self._cover = cover

    def draw(
        self,
        painter: QPainter,
        sprites: Sprites,
        particles: Particles,
        camera: Camera,
        size: QSize,
        lit: NDArray[np.bool_],
    ) -> None:
        """Draw the dots that are in sight and on lit edges."""
        places, aside = particles.places()
        back = np.isin(particles.look, (Dot.CONFIRM, Dot.ACK))
        places = places + aside * (back * _ASIDE)[:, None]
        at = places * camera.zoom + (camera.x, camera.y)
        reach = sprites.cell
        shown = lit[particles.edge] & (at > -reach).all(axis=1)
        shown &= (at < (size.width() + reach, size.height() + reach)).all(axis=1)
        shown &= ~self._cover.over(places)
        if camera.zoom < _ANSWERS_FROM:
            shown &= ~back
        self.drawn = int(shown.sum())
        if self.drawn:
            rows = particles.look[shown] * SIZES + particles.size[shown]
            self._draw(painter, sprites, at[shown], rows)

    def _draw(
        self, painter: QPainter, sprites: Sprites, at: Numbers, rows: NDArray[np.int64]
    ) -> None:
        count, cell, ratio = len(at), sprites.cell, sprites.ratio
        if len(self._pieces) < count:
            self._pieces = np.zeros((count * 2, _FIELDS))
        pieces = self._pieces[:count]
        device = at * ratio
        whole = np.floor(device)
        shift = np.floor((device - whole) * SUBPIXELS)
        pieces[:, 0:2] = whole / ratio
        pieces[:, 2] = (shift[:, 1] * SUBPIXELS + shift[:, 0]) * cell
        pieces[:, 3] = rows * cell
        pieces[:, 4:6] = cell
        pieces[:, 6:8] = 1.0 / ratio
        pieces[:, 8], pieces[:, 9] = 0.0, 1.0
        first = Shiboken.wrapInstance(self._pieces.ctypes.data, QPainter.PixmapFragment)
        fragments = cast(QPainter.PixmapFragment, first)
        painter.drawPixmapFragments(fragments, count, sprites.pixmap)
