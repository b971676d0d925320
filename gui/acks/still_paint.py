"""What stands still in the lanes for a while: names, gauges, figures, the scale of ages."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from core import numbers
from core.lanes.lane import Gauge, Hurt, Lane
from core.lanes.settled import Fate
from core.wording import tr
from gui.acks.geometry import TICKS, Geometry
from gui.acks.looks import usual_colour
from gui.acks.sprites import AckSprites
from gui.acks.words import batching_text, held_text
from gui.flow.lettering import elided, font, literal, text_width
from gui.icons import Mark, paint_mark
from gui.theme import Theme, faded, mixed

NAME, DETAIL = 12.0, 10.0
_BOLD, _PLAIN = QFont.Weight.DemiBold, QFont.Weight.Normal
_MARKS: dict[Hurt, Mark] = {Hurt.STUCK: "failed", Hurt.BAD: "missing", Hurt.SLOW: "missing"}
_MARK = 12.0
_MARGIN = 10.0
_MOST_PARTED = 24
"""Limits up to which the gauge shows each place."""


class StillPainter:
    """Paints lanes without their messages."""

    def __init__(
        self, painter: QPainter, theme: Theme, geometry: Geometry, sprites: AckSprites
    ) -> None:
        self._painter = painter
        self._sprites = sprites
        self._theme = theme
        self._geometry = geometry
        self._larger = geometry.letters
        self._detail_size = DETAIL * geometry.letters
        self._name_size = NAME * geometry.letters

    def axis(self, lanes: Sequence[Lane]) -> None:
        """The ages above all lanes; what is seen of messages, where not how they end."""
        painter, geometry, theme = self._painter, self._geometry, self._theme
        painter.fillRect(QRectF(0, 0, geometry.width, geometry.axis), theme.window)
        painter.setFont(font(self._detail_size))
        painter.setPen(theme.text_dim)
        end, base = -100.0, geometry.axis - 7
        for age in TICKS:
            words = numbers.given_time(age)
            wide = text_width(words, self._detail_size)
            at = min(geometry.x_of(age) - wide / 2, geometry.right - wide)
            if at > end + 8:
                painter.drawText(QPointF(at, base), words)
                end = at + wide
        told = tr("seen now") if any(lane.is_blind for lane in lanes) else tr("settled now")
        painter.drawText(QPointF(_MARGIN, base), tr("held / prefetch"))
        painter.drawText(QPointF(geometry.right + 14, base), told)
        painter.fillRect(0, geometry.axis - 1, geometry.width, 1, theme.panel_border)

    def lanes(self, lanes: Sequence[Lane], first: int, top: float) -> None:
        """Some lanes, from that height on."""
        height = self._geometry.lane_height
        for offset, lane in enumerate(lanes):
            self._lane(lane, top + offset * height, odd=bool((first + offset) % 2))

    def _lane(self, lane: Lane, top: float, odd: bool) -> None:
        geometry, theme, painter = self._geometry, self._theme, self._painter
        box = QRectF(0, top, geometry.width, geometry.lane_height)
        painter.fillRect(box, mixed(theme.panel, theme.text, 0.02) if odd else theme.panel)
        if lane.hurt >= Hurt.STUCK:
            painter.fillRect(box, faded(theme.error, 0.07))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._grid(lane, top)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._name(lane, top)
        self._figures(lane, top)
        painter.fillRect(0, int(box.bottom()) - 1, geometry.width, 1, theme.grid)

    def _grid(self, lane: Lane, top: float) -> None:
        geometry, painter = self._geometry, self._painter
        bottom = top + geometry.lane_height
        if lane.usual is not None:
            left, right = (geometry.x_of(age) for age in lane.usual)
            band = QRectF(left, top, max(right - left, 2.0), geometry.lane_height)
            painter.fillRect(band, usual_colour(self._theme))
        painter.setPen(self._theme.grid)
        painter.drawLines(
            [QLineF(geometry.x_of(age), top, geometry.x_of(age), bottom) for age in TICKS]
        )

    def _name(self, lane: Lane, top: float) -> None:
        """Mark, name, number; below them what tells it from others, and the gauge."""
        geometry, painter, theme = self._geometry, self._painter, self._theme
        left, right = _MARGIN, float(geometry.label_width)
        base = top + (17 if geometry.is_tall else 15) * self._larger
        mark, side = _MARKS.get(lane.hurt), _MARK * self._larger
        if mark is not None:
            paint_mark(painter, mark, QRectF(left, base - 0.875 * side, side, side), theme)
            left += side + 5
        number = held_text(lane)
        in_words = lane.gauge is not None and lane.gauge.limit == "no_ack"
        look = (self._detail_size, _PLAIN) if in_words else (self._name_size, _BOLD)
        wide = text_width(number, *look)
        painter.setFont(font(*look))
        painter.setPen(self._number_colour(lane))
        painter.drawText(QPointF(right - wide, base), number)
        painter.setFont(font(self._name_size, _BOLD))
        room = int(right - wide - left - 8)
        name = elided(lane.name, room, self._name_size, _BOLD)
        painter.setPen(theme.text if lane.hurt != Hurt.IDLE else theme.text_dim)
        painter.drawText(QPointF(left, base), name)
        if geometry.is_tall:
            self._detail(lane.where, _MARGIN, right, base + 14 * self._larger)
        else:
            used = text_width(name, self._name_size, _BOLD)
            self._detail(lane.where, left + used + 6, right - wide - 6, base)
        if lane.gauge is not None:
            below = top + geometry.lane_height - (11 if geometry.is_tall else 8)
            self._gauge(lane.gauge, QRectF(_MARGIN, below, right - _MARGIN, 4), lane)

    def _detail(self, words: str, left: float, right: float, base: float) -> None:
        if right - left < 24:
            return
        self._painter.setFont(font(self._detail_size))
        self._painter.setPen(self._theme.text_dim)
        self._painter.drawText(
            QPointF(left, base), _cut(words, int(right - left), self._detail_size)
        )

    def _number_colour(self, lane: Lane) -> QColor:
        if lane.hurt >= Hurt.STUCK:
            return self._theme.error
        return self._theme.text if lane.held or lane.ready else self._theme.text_dim

    def _gauge(self, gauge: Gauge, box: QRectF, lane: Lane) -> None:
        """Full to the limit; fading out where there is none; dotted where it is not known."""
        painter, theme = self._painter, self._theme
        rest = theme.panel_border
        colour = theme.error if lane.hurt >= Hurt.STUCK else theme.unacked
        painter.setPen(Qt.PenStyle.NoPen)
        if gauge.limit == "unknown":
            painter.setPen(QPen(theme.text_dim, 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        elif gauge.limit == "no_ack":
            painter.fillRect(QRectF(box.left(), round(box.center().y()), box.width(), 1), rest)
        elif gauge.share is None:
            fading = QLinearGradient(box.topLeft(), box.topRight())
            fading.setColorAt(0, colour if gauge.used else rest)
            fading.setColorAt(1, faded(colour if gauge.used else rest, 0.0))
            painter.setBrush(fading)
            painter.drawRect(box)
        else:
            painter.setBrush(rest)
            painter.drawRect(box)
            painter.setBrush(colour)
            share = min(gauge.share, 1.0)
            painter.drawRect(QRectF(box.left(), box.top(), box.width() * share, box.height()))
            self._part(gauge, box)

    def _part(self, gauge: Gauge, box: QRectF) -> None:
        limit = gauge.limit
        if not isinstance(limit, int) or not 1 < limit <= _MOST_PARTED:
            return
        painter = self._painter
        for part in range(1, limit):
            x = round(box.left() + box.width() * part / limit)
            painter.fillRect(x, int(box.top()), 2, int(box.height()), self._theme.panel)

    def _figures(self, lane: Lane, top: float) -> None:
        """What is settled per second, by fate; how acks are batched."""
        geometry, painter = self._geometry, self._painter
        left, right = geometry.right + 18.0, float(geometry.width - 6)
        base = top + (17 if geometry.is_tall else 19) * self._larger
        painter.setFont(font(self._detail_size))
        for fate, rate in _worst_first(lane):
            words = numbers.rate(rate)
            wide = text_width(words, self._detail_size)
            if left + wide + 12 > right:
                break
            self._sprites.draw_one(painter, left, base - 3.5 * self._larger, fate)
            painter.setPen(self._theme.text)
            painter.drawText(QPointF(left + 8, base), words)
            left += wide + 20
        if geometry.is_tall:
            words = batching_text(lane.batching)
            self._detail(words, geometry.right + 14.0, right, base + 14 * self._larger)


@lru_cache(2_048)
def _cut(words: str, width: int, size: float) -> str:
    """As much of the beginning as fits: what comes first matters most."""
    metrics = QFontMetricsF(font(size))
    return metrics.elidedText(literal(words), Qt.TextElideMode.ElideRight, width)


def _worst_first(lane: Lane) -> list[tuple[Fate, float]]:
    return sorted(lane.rates.items(), key=lambda item: (item[0] == Fate.ACK, -item[1]))
