"""The profiles in a list, the last used first; above them the way in by a URL alone."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.profile import Profile
from core.wording import phrase, tr
from gui import theme
from gui.connect.colours import SWATCH, paint_swatch
from gui.plain import tooltip

BY_URL = phrase("A broker by its URL")
_PAD = 10


class ProfileList(QListWidget):
    """What is chosen is a profile, or None for a URL."""

    chosen = Signal()
    connect_wanted = Signal()
    edit_wanted = Signal()
    new_wanted = Signal()
    delete_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profiles: tuple[Profile, ...] = ()
        self.setAccessibleName(tr("Profiles"))
        self.setItemDelegate(_Rows(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentRowChanged.connect(lambda _: self.chosen.emit())
        self.itemDoubleClicked.connect(self._on_double)

    @property
    def profile(self) -> Profile | None:
        """The chosen profile."""
        row = self.currentRow()
        return self.profiles[row - 1] if 0 < row <= len(self.profiles) else None

    def show_profiles(self, profiles: Sequence[Profile], choose: str | None) -> None:
        """List these and choose one by name; None: the URL."""
        self.profiles = tuple(profiles)
        self.blockSignals(True)
        self.clear()
        for text in (tr(BY_URL), *(one.name for one in profiles)):
            self.addItem(QListWidgetItem(text))
        for row, one in enumerate(profiles, 1):
            item = self.item(row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(one))
            marks = tr(", ").join(one.standing.marks)
            item.setToolTip(tooltip(f"{one.url}\n{marks}".strip()))
        names = [one.name for one in profiles]
        self.setCurrentRow(names.index(choose) + 1 if choose in names else 0)
        self.blockSignals(False)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter connects, F2 edits, Delete deletes, Ctrl+N makes a new one, Ctrl+V imports."""
        wanted = {
            Qt.Key.Key_Return: self.connect_wanted,
            Qt.Key.Key_Enter: self.connect_wanted,
            Qt.Key.Key_F2: self.edit_wanted,
            Qt.Key.Key_Delete: self.delete_wanted,
        }.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.New):
            wanted = self.new_wanted
        elif event.matches(QKeySequence.StandardKey.Paste):
            wanted = self.import_wanted
        if wanted is not None:
            wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_double(self, _item: QListWidgetItem) -> None:
        if self.profile is not None:
            self.connect_wanted.emit()


class _Rows(QStyledItemDelegate):
    """Two lines: the name, and its marks with the URL."""

    def __init__(self, shown: ProfileList) -> None:
        super().__init__(shown)
        self._list = shown

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """The same height for all."""
        lines = 2 if index.row() else 1
        return QSize(120, lines * option.fontMetrics.lineSpacing() + 14)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        if on:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
        role = QPalette.ColorRole.HighlightedText if on else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        room = option.rect.adjusted(_PAD, 6, -_PAD, -6)
        if index.row() == 0:
            _line(painter, room, tr(BY_URL))
            return
        self._paint_profile(painter, room, self._list.profiles[index.row() - 1], on=on)

    def _paint_profile(self, painter: QPainter, room: QRect, profile: Profile, *, on: bool) -> None:
        high = painter.fontMetrics().lineSpacing()
        disc = QRectF(room.x(), room.y() + (high - SWATCH) / 2, SWATCH, SWATCH)
        ink = painter.pen()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on:  # a colour is seen on its own ground only
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current().panel)
            painter.drawEllipse(disc)
        paint_swatch(painter, profile.colour, disc)
        painter.restore()
        painter.setPen(ink)
        text = room.adjusted(SWATCH + 8, 0, 0, 0)
        first = QRect(text.x(), text.y(), text.width(), high)
        _line(painter, first, profile.name)
        if not on:
            painter.setPen(theme.current().text_dim)
        words = "  ·  ".join((*profile.standing.marks, profile.url))
        _line(painter, first.translated(0, high), words)


def _line(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def _spoken(profile: Profile) -> str:
    return tr(", ").join((profile.name, *profile.standing.marks, profile.url))
