"""What became of each published message: one row a message, the newest on top."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from core.publishing import Outcome, OutcomeKind, Publish
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import phrase, tr
from gui import icons, theme
from gui.messages.columns import time_words
from gui.plain import tooltip
from gui.publish.outcome_page import SIGNS, WORDS, latency_words, reason_words

if TYPE_CHECKING:
    from core.variables import Filling

Index = QModelIndex | QPersistentModelIndex
KEPT = 500
COLUMNS = (
    phrase("time"),
    phrase("outcome"),
    phrase("why"),
    phrase("latency"),
    phrase("exchange"),
    phrase("routing key"),
)
TIME, OUTCOME, WHY, LATENCY, EXCHANGE, ROUTING_KEY = range(6)
MARKS: dict[OutcomeKind, icons.Mark] = {
    "confirmed": "ok",
    "returned": "returned",
    "nacked": "nacked",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of ours and what the broker said to it."""

    publish: Publish
    """As the form said it."""
    outcome: Outcome
    filling: "Filling | None" = None
    """What was filled into the messages of its run."""

    @property
    def message(self) -> Publish:
        """As it was sent."""
        if self.filling is None:
            return self.publish
        return self.filling.message(self.publish, self.outcome.number)


class HistoryModel(QAbstractTableModel):
    """The last outcomes and the totals of all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sent: deque[Sent] = deque()
        self.totals: Counter[OutcomeKind] = Counter()

    def add(self, batch: Sequence[Sent]) -> None:
        """Put a tick's outcomes on top; the oldest rows go."""
        self.totals.update(one.outcome.outcome for one in batch)
        shown = batch[-KEPT:]
        if not shown:
            return
        self.beginInsertRows(QModelIndex(), 0, len(shown) - 1)
        self.sent.extendleft(shown)
        self.endInsertRows()
        if len(self.sent) > KEPT:
            self.beginRemoveRows(QModelIndex(), KEPT, len(self.sent) - 1)
            while len(self.sent) > KEPT:
                self.sent.pop()
            self.endRemoveRows()

    def clear(self) -> None:
        """Forget rows and totals."""
        self.beginResetModel()
        self.sent.clear()
        self.totals.clear()
        self.endResetModel()

    def totals_words(self) -> str:
        """All outcomes so far: `12 sent: 10 confirmed ✓, 2 returned ↩`."""
        total = sum(self.totals.values())
        if not total:
            return tr("Nothing published yet")
        parts = [_together(self.totals[k], k) for k in SIGNS if self.totals[k]]
        return tr("{n:,} sent:  {outcomes}", n=total, outcomes=tr(",  ").join(parts))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row a message."""
        return 0 if parent.isValid() else len(self.sent)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Time, where to, what became of it, how long it took."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section == LATENCY:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        outcome = self.sent[index.row()].outcome
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(outcome)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(_words(outcome)[index.column()])
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(outcome) if index.column() == OUTCOME else None
            case Qt.ItemDataRole.ForegroundRole if index.column() == OUTCOME:
                return icons.colour_of(MARKS[outcome.outcome], theme.current())
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == LATENCY:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    @staticmethod
    def _icon(outcome: Outcome) -> QIcon:
        return icons.mark(MARKS[outcome.outcome])


def _words(outcome: Outcome) -> tuple[str, ...]:
    return (
        time_words(outcome.at),
        tr(WORDS[outcome.outcome]),
        reason_words(outcome),
        latency_words(outcome),
        outcome.exchange or DEFAULT_EXCHANGE_NAME,
        outcome.routing_key,
    )


def _together(number: int, kind: OutcomeKind) -> str:
    """A number with its word and sign, which no line break parts."""
    return f"{number:,} {tr(WORDS[kind])} {SIGNS[kind]}".replace(" ", "\N{NO-BREAK SPACE}")
