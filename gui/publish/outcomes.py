"""What became of the published messages: totals, one row a message, and one of them in full."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.wording import tr
from gui import icons, theme
from gui.inspector.as_html import HtmlPage
from gui.inspector.page_text import PageText
from gui.publish.history import (
    EXCHANGE,
    LATENCY,
    OUTCOME,
    ROUTING_KEY,
    TIME,
    WHY,
    HistoryModel,
    Sent,
)
from gui.publish.outcome_page import outcome_page

_WIDTHS = {TIME: "00:00:00.000", OUTCOME: "mm confirmed", LATENCY: "0,000.0 ms", EXCHANGE: 18 * "m"}
_SHOWN_FROM = {TIME: 320, LATENCY: 360, EXCHANGE: 700, ROUTING_KEY: 700}
"""Pixels from which a row says this as well; below, only the message's page does."""


class Outcomes(QWidget):
    """The history of published messages; the selected one, else the newest, is told in full."""

    again_wanted = Signal(object)
    """A Sent: send its message once more."""
    form_wanted = Signal(object)
    """A Sent: show its message in the form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = HistoryModel(self)
        self.totals = QLabel(self.history.totals_words())
        self.again = QPushButton(tr("Send again"))
        self.to_form = QToolButton()
        self.table = QTableView()
        self.detail = PageText()
        self._can_send = False
        self._told: Sent | None = None
        self._set_up_table()
        self._set_up_detail()
        self._lay_out()
        self.again.clicked.connect(self._on_again)
        self.to_form.clicked.connect(self._on_to_form)
        theme.changed.connect(self._on_theme)

    @property
    def chosen(self) -> Sent | None:
        """The message of the selected row, else the newest; None before the first."""
        rows = self.table.selectionModel().selectedRows()
        if rows:
            return self.history.sent[rows[0].row()]
        return self.history.sent[0] if self.history.sent else None

    def add(self, batch: Sequence[Sent]) -> None:
        """Put what became of some messages on top."""
        self.history.add(batch)
        self._tell()

    def follow(self) -> None:
        """Tell the newest again, whatever was selected."""
        self.table.clearSelection()
        self.table.scrollToTop()

    def set_can_send(self, can: bool) -> None:
        """Whether a message could be sent again now."""
        self._can_send = can
        self._tell()

    def menu(self, row: int) -> QMenu:
        """What can be done with a row."""
        sent = self.history.sent[row]
        menu = QMenu(self)
        again = menu.addAction(tr("Send again"))
        again.setEnabled(self._can_send)
        again.triggered.connect(lambda: self.again_wanted.emit(sent))
        form = menu.addAction(tr("Show in the form"))
        form.triggered.connect(lambda: self.form_wanted.emit(sent))
        menu.addSeparator()
        menu.addAction(tr("Clear history")).triggered.connect(self._on_clear)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the rows what there is no room for."""
        super().resizeEvent(event)
        for column, pixels in _SHOWN_FROM.items():
            self.table.setColumnHidden(column, self.width() < pixels)

    def showEvent(self, event: QShowEvent) -> None:
        """Be up to date when somebody looks."""
        super().showEvent(event)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        """Rows and page may be small: both scroll."""
        return QSize(220, super().minimumSizeHint().height())

    def _tell(self) -> None:
        """Say what is known of the chosen message; costs nothing while nobody looks."""
        chosen = self.chosen
        self.totals.setText(self.history.totals_words())
        self.again.setEnabled(self._can_send and chosen is not None)
        self.to_form.setEnabled(chosen is not None)
        self.detail.setVisible(chosen is not None)
        if chosen is not None and chosen is not self._told and self.isVisible():
            page = outcome_page(chosen.message, chosen.outcome)
            self.detail.setHtml(HtmlPage(page, theme.current()).html)
            self._told = chosen

    def _on_theme(self) -> None:
        self._told = None
        self._tell()

    def _on_again(self) -> None:
        if self.chosen is not None:
            self.again_wanted.emit(self.chosen)

    def _on_to_form(self) -> None:
        if self.chosen is not None:
            self.form_wanted.emit(self.chosen)

    def _on_clear(self) -> None:
        self.history.clear()
        self._told = None
        self._tell()

    def _on_menu(self, place: QPoint) -> None:
        rows = self.table.selectionModel().selectedRows()  # a right click has selected its row
        if rows:
            menu = self.menu(rows[0].row())
            menu.exec(self.table.viewport().mapToGlobal(place))
            menu.deleteLater()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.history)
        table.setAccessibleName(tr("Published messages"))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setAlternatingRowColors(True)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.customContextMenuRequested.connect(self._on_menu)
        table.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        table.activated.connect(lambda index: self.form_wanted.emit(self.history.sent[index.row()]))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self._set_up_columns(table.horizontalHeader())

    def _set_up_columns(self, header: QHeaderView) -> None:
        """Why it was returned, nacked or failed gets all the room that is left."""
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        for column, widest in _WIDTHS.items():
            header.resizeSection(column, self.fontMetrics().horizontalAdvance(widest) + 18)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)

    def _set_up_detail(self) -> None:
        self.detail.setAccessibleName(tr("Outcome in full"))
        self.detail.document().setDocumentMargin(8)
        self.detail.hide()

    def _lay_out(self) -> None:
        self.totals.setWordWrap(True)
        self.totals.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.again.setToolTip(tr("Send the selected message, else the newest, once more"))
        icons.wear(self.again, "replay")
        self.to_form.setAutoRaise(True)
        self.to_form.setToolTip(
            tr("Fill the form with the selected message, else the newest (Enter or double click)")
        )
        self.to_form.setAccessibleName(tr("Fill the form with this message"))
        icons.wear(self.to_form, "pencil-outline")
        top = QHBoxLayout()
        top.addWidget(self.totals, 1)
        top.addWidget(self.to_form)
        top.addWidget(self.again)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(self.detail)
        halves.setSizes([100, 110])
        halves.setChildrenCollapsible(False)
        for half in (self.table, self.detail):
            half.setMinimumHeight(56)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(top)
        column.addWidget(halves, 1)
