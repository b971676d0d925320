"""The listing as Qt's item model: headings and rows one below the other, none of them an object."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core import numbers
from core.find.connections import OpenConnection
from core.graph import Node
from core.selection import Selection
from core.wording import phrase, tr
from gui.navigator.listing import KINDS, Kind, Listing, Section
from gui.navigator.spark import Key, Sparks, Values, key_of
from gui.navigator.state import WORDS, State

Index = QModelIndex | QPersistentModelIndex
TITLES: dict[Kind, str] = {
    "service": phrase("Services"),
    "exchange": phrase("Exchanges"),
    "queue": phrase("Queues"),
    "connection": phrase("Connections"),
}
_NAMED: dict[Kind, str] = {
    "service": phrase("service {name}"),
    "exchange": phrase("exchange {name}"),
    "queue": phrase("queue {name}"),
    "connection": phrase("connection {name}"),
}
_FIELDS = {
    "ready": phrase("ready"),
    "unacked": phrase("unacked"),
    "redelivered": phrase("redelivered"),
    "rate": phrase("rate"),
    "channels": phrase("channels"),
}
_RATES = ("rate", "redelivered")


@dataclass(frozen=True, slots=True)
class Place:
    """What a row is: a section's heading, or one of its things."""

    section: int
    row: int | None
    """None: the heading."""


@dataclass(frozen=True, slots=True)
class Face:
    """All that a row shows."""

    kind: Kind
    name: str
    state: State
    field: str
    figure: str
    """What is not known is `?`."""
    spark: Values | None


class NavigatorModel(QAbstractListModel):
    """Reads a listing; nothing is made per row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listing: Listing | None = None
        self.sparks: Sparks | None = None
        self.version = 0
        """Grows whenever what rows show may have changed."""
        self._folded: set[Kind] = set()
        self._headings: list[int] = []
        """In which row each section begins."""
        self._count = 0

    def show(self, listing: Listing | None) -> None:
        """Show the things of another session, or none."""
        self.beginResetModel()
        self.listing = listing
        self.sparks = None if listing is None else Sparks(listing.things)
        self.version += 1
        if listing is not None:
            listing.refresh()
        self._lay_out()
        self.endResetModel()

    def sections(self) -> list[Section]:
        """What there is, by kind."""
        return self.listing.sections if self.listing is not None else []

    def follow(self) -> bool:
        """Take over what the session has become; True when there may be something to draw."""
        if self.listing is None:
            return False
        if self.listing.is_unsettled:
            self.rearrange(self.listing.refresh)
            return True
        second = int(self.listing.things.now)
        is_news = self.listing.refresh() or int(self.listing.things.now) != second
        self.version += is_news
        return is_news

    def rearrange(self, change: Callable[[], object]) -> None:
        """Let `change` change rows; what is current stays so wherever it goes."""
        self.version += 1
        self.layoutAboutToBeChanged.emit()
        before = [(index, self._identity(index)) for index in self.persistentIndexList()]
        change()
        self._lay_out()
        for index, identity in before:
            self.changePersistentIndex(index, self._found(identity))
        self.layoutChanged.emit()

    def is_folded(self, section: Section) -> bool:
        """Only the heading of a section is shown."""
        return section.kind in self._folded

    def fold(self, index: Index, *, folded: bool) -> None:
        """Show only the heading of a section, or its rows again."""
        kind = self.sections()[self.place(index).section].kind
        change = self._folded.add if folded else self._folded.discard
        self.rearrange(lambda: change(kind))

    def place(self, index: Index) -> Place:
        """What stands at an index."""
        section = bisect_right(self._headings, index.row()) - 1
        row = index.row() - self._headings[section] - 1
        return Place(section, None if row < 0 else row)

    def is_heading(self, index: Index) -> bool:
        """A heading, or nothing at all."""
        return not index.isValid() or self.place(index).row is None

    def key(self, index: Index) -> Selection:
        """The node that a row is about: of a connection its service; None for a heading."""
        thing = self._thing(index)
        if thing is None:
            return None
        return thing.id if isinstance(thing, Node) else thing.service

    def index_of(self, selection: Selection) -> QModelIndex:
        """Where a node is listed; nowhere if it is not."""
        place = self.listing.place(selection) if self.listing is not None else None
        return QModelIndex() if place is None else self._index(*place)

    def prepare(self, rows: Iterable[Index]) -> None:
        """Read at once what rows that are about to be drawn need."""
        if self.sparks is None or self.listing is None:
            return
        keys: list[Key] = []
        for index in rows:
            thing = self._thing(index)
            if isinstance(thing, Node):
                field = self.listing.field_of(thing.kind)
                keys += [key_of(thing.id, "rate"), key_of(thing.id, field)]
        self.sparks.prepare(keys)

    def face(self, index: Index) -> Face:
        """All that a row shows."""
        place, thing = self.place(index), self._thing(index)
        assert self.listing is not None
        assert thing is not None
        assert place.row is not None
        field, value, at_least = self.listing.amount(place.section, place.row)
        if field in _RATES:
            figure = numbers.rate(value, at_least)
        else:
            figure = numbers.count(None if value is None else int(value), at_least)
        spark = None
        if isinstance(thing, Node) and self.sparks is not None:
            spark = self.sparks.of(key_of(thing.id, field))
        state = self.listing.severity(place.section, place.row) or self._state(thing)
        return Face(KINDS[place.section], thing.name, state, field, figure, spark)

    def title(self, section: Section) -> str:
        """What a section is called."""
        return tr(TITLES[section.kind])

    def field_of(self, section: Section) -> str:
        """What the figures of a section are about."""
        return field_words(self.listing.field_of(section.kind)) if self.listing is not None else ""

    def rowCount(self, parent: Index | None = None) -> int:
        """All headings and rows."""
        if parent is not None and parent.isValid():
            return 0
        return self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name of a row or section, and in words what the picture of it says."""
        if not index.isValid():
            return None
        if self.is_heading(index):
            return self._heading_data(self.sections()[self.place(index).section], role)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.face(index).name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(index)
        return None

    def words(self, index: Index) -> str:
        """A row in words."""
        face = self.face(index)
        return tr(
            "{thing}: {figure} {field}, {state}",
            thing=tr(_NAMED[face.kind], name=face.name),
            figure=face.figure,
            field=field_words(face.field),
            state=tr(WORDS[face.state]),
        )

    def _lay_out(self) -> None:
        self._headings, self._count = [], 0
        for section in self.sections():
            self._headings.append(self._count)
            self._count += 1 + (0 if self.is_folded(section) else len(section.rows))

    def _thing(self, index: Index) -> Node | OpenConnection | None:
        if not index.isValid() or self.listing is None:
            return None
        place = self.place(index)
        return None if place.row is None else self.listing.thing(place.section, place.row)

    def _state(self, thing: Node | OpenConnection) -> State:
        if isinstance(thing, OpenConnection):
            return "moving" if thing.channels else "still"
        if not thing.present:
            return "gone"
        assert self.sparks is not None
        passing = self.sparks.of(key_of(thing.id, "rate"))
        if not (passing == passing).any():
            return "unknown"
        return "moving" if (passing > 0).any() else "still"

    def _heading_data(self, section: Section, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr("{title}, {count}", title=self.title(section), count=count_words(section))
        return None

    def _index(self, section: int, row: int | None) -> QModelIndex:
        """Where something stands; nowhere in a folded section."""
        if row is not None and self.is_folded(self.sections()[section]):
            return QModelIndex()
        return self.createIndex(self._headings[section] + (0 if row is None else row + 1), 0)

    def _identity(self, index: QModelIndex) -> tuple[int, object]:
        """What an index stands for, whatever row it is in."""
        place, thing = self.place(index), self._thing(index)
        if thing is None:
            return place.section, None
        return place.section, thing.id if isinstance(thing, Node) else thing.connection.name

    def _found(self, identity: tuple[int, object]) -> QModelIndex:
        section, name = identity
        if name is None:
            return self._index(section, None)
        if KINDS[section] != "connection":
            return self.index_of(str(name))
        assert self.listing is not None
        listed = self.listing.connections.rows
        rows = enumerate(self.sections()[section].rows.tolist())
        found = next((row for row, i in rows if listed[i].connection.name == name), None)
        return QModelIndex() if found is None else self._index(section, found)


def count_words(section: Section) -> str:
    """How many there are, or of how many: `500`, `12 of 500`."""
    shown, total = (numbers.exact_count(one) for one in (len(section.rows), section.total))
    return total if shown == total else tr("{shown} of {total}", shown=shown, total=total)


def field_words(field: str) -> str:
    """What figures are about."""
    return tr(_FIELDS[field])
