"""The publish view: a form for a test event, how often to send it, and what became of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.publishing import Progress, Publish
from gui import icons
from gui.field_message import FieldMessage
from gui.folding import Folding
from gui.publish.body_editor import BodyEditor
from gui.publish.destination import DestinationForm
from gui.publish.headers_table import HeadersTable
from gui.publish.history import WIDTHS, HistoryModel, Sent
from gui.publish.properties_form import PropertiesForm

if TYPE_CHECKING:
    from core.topology import Topology

MOST = 1_000_000
AS_FAST_AS_POSSIBLE = 0.0


class PublishView(QWidget):
    """Says what to send; somebody else sends it and reports back."""

    wanted = Signal(object, int, float)
    """A Publish, how often, and how many a second (0: as fast as the broker confirms)."""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.destination = DestinationForm()
        self.properties = PropertiesForm()
        self.headers = HeadersTable()
        self.body = BodyEditor()
        self.count = QSpinBox()
        self.rate = QDoubleSpinBox()
        self.send = QPushButton("Send")
        self.cancel = QPushButton("Cancel")
        self.progress = QProgressBar()
        self.said = QLabel()
        self.error = FieldMessage()
        self.history = HistoryModel(self)
        self.totals = QLabel()
        self.table = QTableView()
        self._can_send = False
        self._running = False
        self._lay_out()
        self.send.clicked.connect(self._on_send)
        self.cancel.clicked.connect(self.cancelled)
        self.properties.edited.connect(self._summarise)
        self.headers.edited.connect(self._summarise)
        self._summarise()
        self.show_progress(None)

    def show_topology(self, topology: "Topology") -> None:
        """Complete exchange and routing key from what is declared."""
        self.destination.show_topology(topology)

    def set_can_send(self, can: bool, why: str = "") -> None:
        """Whether there is a broker to send to."""
        self._can_send = can
        self.send.setToolTip(why)
        self._enable()

    def publish_to(self, exchange: str) -> None:
        """Fill in an exchange and wait for the routing key."""
        self.destination.show_destination(exchange)
        self.destination.key.setFocus()

    def show_publish(self, publish: Publish) -> None:
        """Fill the form with an event that was sent before."""
        self.destination.show_destination(publish.exchange, publish.routing_key)
        self.destination.mandatory.setChecked(publish.mandatory)
        self.properties.show_values(publish.properties)
        self.headers.show_headers(publish.headers)
        self.body.show_body(publish.body)
        self._summarise()

    def publish(self) -> Publish | None:
        """What the form says, or None when a field is wrong: then the field says why."""
        body = self.body.body()
        headers = self.headers.headers()
        properties = self.properties.values()
        if headers is None:
            self.headers_section.open()
        if properties is None:
            self.properties_section.open()
        good = self.destination.check()
        if not good or body is None or headers is None or properties is None:
            return None
        return Publish(
            exchange=self.destination.chosen_exchange,
            routing_key=self.destination.key.text(),
            mandatory=self.destination.mandatory.isChecked(),
            properties=properties,
            headers=headers,
            body=body,
        )

    def show_sent(self, batch: Sequence[Sent]) -> None:
        """Add what became of some messages."""
        self.history.add(batch)
        self.totals.setText(self.history.totals_words())

    def show_progress(self, progress: Progress | None) -> None:
        """How far the run is; None when there is none."""
        self._running = progress is not None
        self.progress.setVisible(self._running)
        self.cancel.setVisible(self._running)
        self.said.setText("")
        if progress is not None:
            self.progress.setMaximum(progress.wanted)
            self.progress.setValue(progress.answered)
            blocked = f"the broker holds publishers back: {progress.blocked}"
            self.said.setText(blocked if progress.blocked else f"{progress.sent:,} sent")
        self._enable()

    def _on_send(self) -> None:
        publish = self.publish()
        self.error.clear()
        if publish is None:
            self.error.say("Nothing was sent: a field above needs another value.")
            return
        self._want(publish)

    def _want(self, publish: Publish) -> None:
        why = publish.unsendable()
        self.error.say(f"Nothing was sent: {why}." if why else "")
        if not why and self._can_send and not self._running:
            self.wanted.emit(publish, self.count.value(), self.rate.value())

    def _on_history_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if index.isValid():
            menu = self.history_menu(index.row())
            menu.exec(self.table.viewport().mapToGlobal(place))
            menu.deleteLater()

    def history_menu(self, row: int) -> QMenu:
        """What can be done with a row of the history."""
        sent = self.history.sent[row]
        menu = QMenu(self)
        again = menu.addAction("Send again")
        again.setEnabled(self._can_send and not self._running)
        again.triggered.connect(lambda: self.send_again(sent))
        menu.addAction("Show in the form").triggered.connect(
            lambda: self.show_publish(sent.publish)
        )
        menu.addSeparator()
        menu.addAction("Clear history").triggered.connect(self._on_clear)
        return menu

    def send_again(self, sent: Sent) -> None:
        """Send the same message once more."""
        if self._can_send and not self._running:
            self.wanted.emit(sent.publish, 1, AS_FAST_AS_POSSIBLE)

    def _on_again(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.send_again(self.history.sent[rows[0].row()])

    def _on_clear(self) -> None:
        self.history.clear()
        self.totals.setText(self.history.totals_words())

    def _summarise(self) -> None:
        self.properties_section.summarise(self.properties.summary())
        names = [row.name.text() for row in self.headers.rows if row.name.text()]
        self.headers_section.summarise(", ".join(names) or "none")

    def _enable(self) -> None:
        self.send.setEnabled(self._can_send and not self._running)
        selected = self.table.selectionModel() is not None and bool(
            self.table.selectionModel().selectedRows()
        )
        self.again.setEnabled(self.send.isEnabled() and selected)

    def _lay_out(self) -> None:
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._composer())
        parts.addWidget(self._outcomes())
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        parts.setSizes([600, 440])
        parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)

    def _composer(self) -> QWidget:
        self.properties_section = Folding("Properties", self.properties)
        self.headers_section = Folding("Headers", self.headers)
        fields = QWidget()
        form = QVBoxLayout(fields)
        form.setContentsMargins(0, 0, 12, 0)
        form.addWidget(self.destination)
        form.addWidget(self.properties_section)
        form.addWidget(self.headers_section)
        form.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(fields)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(scroll)
        halves.addWidget(self.body)
        halves.setSizes([320, 260])
        halves.setChildrenCollapsible(False)
        composer = QWidget()
        column = QVBoxLayout(composer)
        column.setContentsMargins(10, 8, 8, 8)
        column.addWidget(halves, 1)
        column.addWidget(self.error)
        column.addLayout(self._send_row())
        return composer

    def _send_row(self) -> QHBoxLayout:
        self.count.setRange(1, MOST)
        self.count.setPrefix("\N{MULTIPLICATION SIGN} ")
        self.count.setToolTip("How many messages, all alike")
        self.count.setAccessibleName("Number of messages")
        self.rate.setRange(AS_FAST_AS_POSSIBLE, 100_000)
        self.rate.setSuffix(" /s")
        self.rate.setSpecialValueText("as fast as confirmed")
        self.rate.setToolTip("How many a second")
        self.rate.setAccessibleName("Messages per second")
        self.send.setShortcut(QKeySequence("Ctrl+Return"))
        icons.wear(self.send, "send")
        icons.wear(self.cancel, "close")
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        row = QHBoxLayout()
        for widget in (self.count, self.rate, self.send, self.cancel):
            row.addWidget(widget)
        row.addWidget(self.progress, 1)
        row.addWidget(self.said)
        row.addStretch(0)
        return row

    def _outcomes(self) -> QWidget:
        self.totals.setText(self.history.totals_words())
        self.again = QPushButton("Send again")
        self.again.setToolTip("Send the message of the selected row once more")
        icons.wear(self.again, "replay")
        self.again.clicked.connect(self._on_again)
        self.table.setModel(self.history)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_history_menu)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.table.doubleClicked.connect(
            lambda index: self.show_publish(self.history.sent[index.row()].publish)
        )
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for index, width in enumerate(WIDTHS):
            self.table.setColumnWidth(index, width)
        top = QHBoxLayout()
        top.addWidget(self.totals, 1)
        top.addWidget(self.again)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        return box
