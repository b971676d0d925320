"""The whole graph as a picture to take along: with a title, the time and the legend."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPixmap

from core.wording import tr
from gui.flow.camera import FOOTER, HEADER, MARGIN, Camera
from gui.flow.frame_paint import draw_legend, draw_titles, legend_height
from gui.flow.label_choice import legend_of
from gui.flow.lettering import DETAIL, elided, font, text_width
from gui.flow.placing import Placing
from gui.flow.stage import Stage
from gui.flow.static_layer import Picture, Shot, draw_steps
from gui.theme import Theme

_BAND = 46.0
_NARROWEST = 720.0
_TITLE = 15.0
_MOST_PIXELS, _LONGEST_SIDE = 60e6, 30_000.0


@dataclass(frozen=True, slots=True)
class Caption:
    """What is written above a picture."""

    title: str
    time: str


class WholePicture:
    """Paints everything that a stage shows, wherever its camera looks, on any painter."""

    def __init__(self, stage: Stage, caption: Caption, ratio: float = 1.0) -> None:
        self._stage = stage
        self._caption = caption
        self._theme = stage.theme
        self.ratio = ratio
        left, top, right, bottom = stage.scene.layout.bounds
        zoom = _zoom(right - left, bottom - top, ratio)
        wide = max((right - left) * zoom + 2 * MARGIN, _NARROWEST)
        footer = max(legend_height(stage.scene, round(wide), self._says), FOOTER)
        self.size = QSize(round(wide), round((bottom - top) * zoom + HEADER + footer + _BAND))
        x = (wide - (right - left) * zoom) / 2 - left * zoom
        self._camera = Camera(zoom, round(x), round(HEADER - top * zoom))

    def steps(self, painter: QPainter) -> Iterator[None]:
        """Paint it; every step is short."""
        inner = QSize(self.size.width(), round(self.size.height() - _BAND))
        painter.fillRect(QRectF(QPointF(), self.size.toSizeF()), self._theme.window)
        _draw_caption(painter, self._theme, self._caption, self.size.width(), self._hidden())
        yield
        painter.translate(0.0, _BAND)
        painter.save()
        yield from self._draw_graph(painter, inner)
        painter.restore()
        scene = self._stage.scene
        draw_titles(painter, self._theme, self._camera, scene.layout, inner)
        draw_legend(painter, self._theme, scene, inner, self._says)

    def _draw_graph(self, painter: QPainter, size: QSize) -> Iterator[None]:
        scene = self._stage.scene
        placing = Placing(scene, self._stage.labelling)
        shot = Shot(scene, placing, self._camera, self._theme, size, self.ratio, None)
        picture = Picture(shot, QPixmap(), np.ones(len(scene.keys), dtype=bool))
        yield from draw_steps(painter, picture, np.ones(len(scene.slots), dtype=bool))

    @property
    def _says(self) -> str:
        return legend_of(self._stage.labelling.choice)

    def _hidden(self) -> str:
        """That this is not everything."""
        count = sum(isinstance(key, str) for key in self._stage.left_out)
        left_out = count or len(self._stage.left_out)
        return tr("{n:,} hidden", n=left_out) if left_out else ""


def _zoom(width: float, height: float, ratio: float) -> float:
    """As large as on screen at scale 1, unless that were more than a picture can hold."""
    wide, high = width + 2 * MARGIN, height + HEADER + FOOTER
    by_area = sqrt(_MOST_PIXELS / (wide * high)) / ratio
    return min(1.0, by_area, _LONGEST_SIDE / ratio / max(wide, high))


def _draw_caption(
    painter: QPainter, theme: Theme, caption: Caption, width: float, hidden: str
) -> None:
    aside = "   \N{MIDDLE DOT}   ".join(filter(None, (hidden, caption.time)))
    beside = text_width(aside, DETAIL + 1)
    painter.setFont(font(DETAIL + 1))
    painter.setPen(theme.text_dim)
    painter.drawText(QPointF(width - MARGIN - beside, 29.0), aside)
    painter.setFont(font(_TITLE, QFont.Weight.DemiBold))
    painter.setPen(theme.text)
    room = max(round(width - 2 * MARGIN - beside - 24), 1)
    painter.drawText(QPointF(MARGIN, 29.0), elided(caption.title, room, _TITLE, _BOLD))
    painter.setPen(QPen(theme.grid, 1.0))
    painter.drawLine(QPointF(0, _BAND), QPointF(width, _BAND))
    painter.setBrush(Qt.BrushStyle.NoBrush)


_BOLD = QFont.Weight.DemiBold
