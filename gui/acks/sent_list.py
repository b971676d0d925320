"""The list of what was published, with the queues that took it; on top what none took."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core import numbers
from core.amqp.fields import shown
from core.lanes.sent import SentMessage
from core.topology import DEFAULT_EXCHANGE_NAME
from core.watched_message import Message
from core.wording import phrase, tr
from gui import theme
from gui.messages.column import Column
from gui.messages.filter_field import FilterField
from gui.messages.table import MessageTable

MOST = 500


@dataclass(frozen=True, slots=True)
class SentRow:
    """A message that was published, or all of a routing key that no queue took."""

    sent: SentMessage
    age: float


class SentRows:
    """As a list that draws itself reads them."""

    first = 0

    def __init__(self, sent: Sequence[SentMessage] = (), now: float = 0.0) -> None:
        self._sent = sent
        self._now = now

    def __len__(self) -> int:
        return len(self._sent)

    @property
    def end(self) -> int:
        """The number behind the last."""
        return len(self)

    @property
    def unrouted(self) -> int:
        """Routing keys that no queue took."""
        return sum(not one.queues for one in self._sent)

    def get(self, number: int) -> SentRow | None:
        """A row by its number."""
        if not 0 <= number < len(self):
            return None
        one = self._sent[number]
        return SentRow(one, max(self._now - one.message.began_at, 0.0))

    def find(self, message: Message | None) -> int | None:
        """The number of a message's row."""
        found = (n for n, one in enumerate(self._sent) if one.message is message)
        return next(found, None)


def _key(row: SentRow) -> str:
    return shown(row.sent.message.routing_key) or tr("(empty)")


def _queues(row: SentRow) -> str:
    return shown(", ".join(row.sent.queues)) or tr("no queue")


def _publisher(row: SentRow) -> str:
    party = row.sent.message.party
    return shown(party.service or party.connection)


def _times(row: SentRow) -> str:
    return f"{row.sent.times:,}\N{MULTIPLICATION SIGN}" if row.sent.times > 1 else ""


def _exchange(row: SentRow) -> str:
    return shown(row.sent.message.exchange or DEFAULT_EXCHANGE_NAME)


COLUMNS = (
    Column(phrase("age"), 100, lambda row: numbers.age(row.age), right=True),
    Column(phrase("routing key"), 112, _key, repeats=True, grows=True),
    Column(phrase("to"), 108, _queues, repeats=True, grows=True),
    Column(phrase("times"), 48, _times, right=True),
    Column(phrase("publisher"), 80, _publisher, repeats=True, dim=True, grows=True),
    Column(phrase("exchange"), 92, _exchange, repeats=True, dim=True, grows=True),
    Column(phrase("size"), 60, lambda row: numbers.size(row.sent.message.size), dim=True),
)


class SentTable(MessageTable):
    """Shows rows that are told anew again and again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(SentRows(), COLUMNS, parent)
        self.setAccessibleName(tr("Published messages"))
        self.follow(False)

    def show_rows(self, rows: SentRows, chosen: Message | None) -> None:
        """These are known now."""
        self._ring = rows
        self.mark(chosen)
        self._fit_bars()

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to point at."""
        return len(self._ring) > 0

    def mark(self, chosen: Message | None) -> None:
        """Show which message is chosen, without a word about it."""
        assert isinstance(self._ring, SentRows)
        self._current = self._ring.find(chosen)
        self.viewport().update()


class SentList(QWidget):
    """The table with its heading."""

    chosen = Signal(object)
    """A message."""
    filtered = Signal()
    """Others are wanted, or all again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._anew = True
        self.heading = QLabel()
        self.heading.setFont(theme.figures(self.font()))
        self.heading.setContentsMargins(8, 3, 6, 3)
        policy = QSizePolicy.Policy
        self.heading.setSizePolicy(policy.Ignored, policy.Preferred)
        self.table = SentTable()
        self.filter = FilterField(self.table)
        self.filter.changed.connect(self._on_filter)
        self.table.current_changed.connect(self._on_current)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 6, 2)
        head.addWidget(self.heading, 1)
        head.addWidget(self.filter)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.hide()

    def expect_others(self) -> None:
        """Something else is selected: what is listed is not it."""
        self._anew = True

    def show_sent(self, sent: Sequence[SentMessage], now: float, chosen: Message | None) -> None:
        """These, and what is said of them; nothing moves away from under the pointer."""
        pointed_at = self.table.viewport().underMouse() and self.isVisible()
        anew, self._anew = self._anew, False
        if pointed_at and self.table.has_rows and not anew:
            self._say(tr("Held while you point at it; nothing is lost"))
            return
        rows = SentRows(sent, now)
        self.table.show_rows(rows, chosen)
        self._say(self._heading_of(rows))

    def _heading_of(self, rows: SentRows) -> str:
        if self.filter.wanted and not len(rows):
            return tr("Nothing that was published fits the filter")
        if rows.unrouted:
            return tr("Published: on top what no queue took, then the newest")
        return tr("Published, the newest first")

    def _say(self, words: str) -> None:
        """Beside the filter there may be room for a part of it only."""
        self.heading.setText(words)
        self.heading.setToolTip(words)

    def _on_filter(self) -> None:
        self.expect_others()
        self.filtered.emit()

    def _on_current(self, row: SentRow) -> None:
        self.chosen.emit(row.sent.message)
