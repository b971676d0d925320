"""Where a test event goes: exchange and routing key, completed from what is declared."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from core.amqp.fields import FieldError, encode_short_string
from core.known_keys import known_keys
from core.topology import DEFAULT_EXCHANGE, DEFAULT_EXCHANGE_NAME
from core.wording import tr
from gui.field_message import FieldMessage
from gui.publish.key_field import KeyField
from gui.publish.route_line import RouteLine

if TYPE_CHECKING:
    from core.topology import Topology

SeenKeys = Callable[[str], Iterable[str]]
"""The routing keys that were seen at an exchange."""


class DestinationForm(QWidget):
    """Exchange, routing key and the mandatory flag."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._topology: Topology | None = None
        self.exchange = QComboBox()
        self.exchange.setEditable(True)
        self.exchange.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.exchange.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.exchange.setAccessibleName(tr("Exchange"))
        self.exchange_error = FieldMessage()
        self.key = KeyField()
        self.seen_keys: SeenKeys = lambda _exchange: ()
        self.key_error = FieldMessage()
        self._exchanges = QStringListModel(self)
        self.exchange.setCompleter(_completer(self._exchanges, self))
        self.mandatory = QCheckBox(tr("mandatory"))
        self.mandatory.setToolTip(tr("The broker returns the message when no queue takes it"))
        self.mandatory.setChecked(True)
        self.route_line = RouteLine()
        self._lay_out()
        self.exchange.setEditText(DEFAULT_EXCHANGE_NAME)
        self.exchange.editTextChanged.connect(self._on_exchange)
        self.key.textChanged.connect(self._on_key)
        self.mandatory.toggled.connect(self.edited)

    @property
    def chosen_exchange(self) -> str:
        """The exchange's name on the broker; empty for the default one."""
        text = self.exchange.currentText()
        return DEFAULT_EXCHANGE if text == DEFAULT_EXCHANGE_NAME else text

    @property
    def is_untouched(self) -> bool:
        """Nobody has said yet where an event should go."""
        return self.chosen_exchange == DEFAULT_EXCHANGE and not self.key.text()

    def show_destination(self, exchange: str, key: str | None = None) -> None:
        """Fill in an exchange, and a key if one is given."""
        self.exchange.setEditText(exchange or DEFAULT_EXCHANGE_NAME)
        if key is not None:
            self.key.setText(key)

    def show_topology(self, topology: "Topology") -> None:
        """Offer what is declared; what is typed stays."""
        if topology is self._topology:
            return
        self._topology = topology
        open_to_us = (e for e in topology.exchanges.values() if not e.internal)
        names = sorted(e.name or DEFAULT_EXCHANGE_NAME for e in open_to_us)
        if DEFAULT_EXCHANGE_NAME not in names:
            names.insert(0, DEFAULT_EXCHANGE_NAME)
        if names != self._exchanges.stringList():
            text = self.exchange.currentText()
            self.exchange.blockSignals(True)
            self.exchange.clear()
            self.exchange.addItems(names)
            self.exchange.setEditText(text)
            self.exchange.blockSignals(False)
            self._exchanges.setStringList(names)
        self._offer_keys()

    def check(self) -> bool:
        """Whether it can be sent there; if not, the field says why."""
        name = self.chosen_exchange
        self.exchange_error.say(
            _unsendable(tr("the exchange's name"), name) or self._internal(name)
        )
        self.key_error.say(_unsendable(tr("the routing key"), self.key.text()))
        return not (self.exchange_error.text or self.key_error.text)

    def _internal(self, name: str) -> str:
        exchange = self._topology.exchanges.get(name) if self._topology else None
        if exchange is not None and exchange.internal:
            return tr("{name} is internal: only other exchanges publish to it", name=name)
        return ""

    def _lay_out(self) -> None:
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(6)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(tr("exchange"), _stacked(self.exchange, self.exchange_error))
        rows.addRow(tr("routing key"), _stacked(self.key, self.key_error))
        rows.addRow("", self.mandatory)
        rows.addRow(tr("route"), self.route_line)

    def _offer_keys(self) -> None:
        topology = self._topology
        if topology is None:
            return
        name = self.chosen_exchange
        exchange = topology.exchanges.get(name)
        kind = exchange.type if exchange is not None else ""
        ignored = kind in ("fanout", "headers")
        self.key.offer(lambda: known_keys(topology, name, self.seen_keys(name)), useful=not ignored)
        self.key.setPlaceholderText(tr("does not matter here") if ignored else "")
        self.key.setToolTip(
            tr("A {type} exchange does not look at it", type=kind) if ignored else ""
        )

    def _on_exchange(self) -> None:
        self.check()
        self._offer_keys()
        self.edited.emit()

    def _on_key(self) -> None:
        self.check()
        self.edited.emit()


def _unsendable(what: str, text: str) -> str:
    try:
        encode_short_string(text, what)
    except FieldError as error:
        return str(error)
    return ""


def _completer(model: QStringListModel, parent: QWidget) -> QCompleter:
    completer = QCompleter(model, parent)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return completer


def _stacked(field: QWidget, error: FieldMessage) -> QWidget:
    cell = QWidget()
    column = QVBoxLayout(cell)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(field)
    column.addWidget(error)
    return cell
