"""The publish view: a form for a test event, how often to send it, and what became of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.publishing import Progress, Publish
from core.variables import has_variables, sample
from core.wording import tr
from gui import icons
from gui.field_message import FieldMessage
from gui.folding import Folding, ShortLine
from gui.plain import tooltip
from gui.publish.body_editor import BodyEditor
from gui.publish.destination import DestinationForm
from gui.publish.form_scroll import FormScroll
from gui.publish.headers_table import HeadersTable
from gui.publish.history import Sent
from gui.publish.outcomes import Outcomes
from gui.publish.properties_form import PropertiesForm
from gui.publish.route_view import RouteView
from gui.publish.run_words import end_words, progress_words, variables_words
from gui.turning import TurningSplitter

if TYPE_CHECKING:
    from core.route_preview import Preview
    from core.topology import Topology
    from gui.inspector.page import Page

MOST = 1_000_000
AS_FAST_AS_POSSIBLE = 0.0
_BESIDE, _FORM_BESIDE = 640, 460
"""From these widths on the answers stand beside the form, and the body beside the fields."""


class PublishView(QWidget):
    """Says what to send; somebody else sends it and reports back."""

    wanted = Signal(object, int, float)
    """A Publish, how often, and how many a second (0: as fast as the broker confirms)."""
    cancelled = Signal()
    drafted = Signal()
    """What decides where the event would go was edited."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.destination = DestinationForm()
        self.properties = PropertiesForm()
        self.headers = HeadersTable()
        self.body = BodyEditor()
        self.count = QSpinBox()
        self.rate = QDoubleSpinBox()
        self.fill_in = QCheckBox(tr("fill in {{ }}"))
        self.send = QPushButton(tr("Send"))
        self.cancel = QPushButton(tr("Cancel"))
        self.progress = QProgressBar()
        self.said = ShortLine()
        self.error = FieldMessage()
        self.route = RouteView()
        self.outcomes = Outcomes()
        self.answers = QTabWidget()
        self._can_send = False
        self._running = False
        self._lay_out()
        self.send.clicked.connect(self._on_send)
        self.cancel.clicked.connect(self.cancelled)
        self.outcomes.again_wanted.connect(self.send_again)
        self.outcomes.form_wanted.connect(lambda sent: self.show_publish(sent.message))
        for written in (self.body, self.destination):
            written.edited.connect(self._on_written)
        self.fill_in.toggled.connect(self._on_fill_in)
        self.properties.edited.connect(self._summarise)
        self.headers.edited.connect(self._summarise)
        for part in (self.destination, self.headers):
            part.edited.connect(self._on_drafted)
        self.destination.route_line.clicked.connect(self._look_at_route)
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
        self.fill_in.setChecked(publish.fills_in)
        self.body.set_fills_in(publish.fills_in)
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
            fills_in=self._fills_in,
        )

    def draft(self) -> tuple[Publish, bool]:
        """What decides where it would go, and whether that is complete: no header is wrong."""
        headers = self.headers.headers(still_typing=True)
        drafted = Publish(
            exchange=self.destination.chosen_exchange,
            routing_key=self.destination.key.text(),
            mandatory=self.destination.mandatory.isChecked(),
            headers=headers or {},
        )
        return (sample(drafted) if self._fills_in else drafted), headers is not None

    def show_route(self, found: "Preview", page: "Page") -> None:
        """Where it would go, as things are declared now."""
        self.destination.route_line.show_preview(found)
        self.route.show_page(page)

    def show_sent(self, batch: Sequence[Sent]) -> None:
        """Add what became of some messages."""
        self.outcomes.add(batch)

    def show_progress(self, progress: Progress | None) -> None:
        """How far the run is; None when there is none."""
        self._running = progress is not None
        self.run_line.setVisible(self._running)
        self.progress.setVisible(self._running)
        self.cancel.setVisible(self._running)
        if progress is not None:
            self.progress.setMaximum(progress.wanted)
            self.progress.setValue(progress.answered)
            blocked = tr("the broker holds publishers back: {why}", why=progress.blocked)
            self.said.say(blocked if progress.blocked else progress_words(progress))
        self._enable()

    def show_end(self, progress: Progress, *, cancelled: bool) -> None:
        """How a run ended: exact counts, also of what was never sent."""
        self.show_progress(None)
        if progress.wanted > 1:
            self.run_line.show()
            self.said.say(end_words(progress, cancelled=cancelled))

    def _on_send(self) -> None:
        publish = self.publish()
        self.error.clear()
        if publish is None:
            self.error.say(tr("Nothing was sent: a field above needs another value."))
            self.form.show_first_trouble()
            return
        self._want(publish)

    def _want(self, publish: Publish) -> None:
        why = publish.unsendable()
        self.error.say(tr("Nothing was sent: {why}.", why=why) if why else "")
        if not why and self._can_send and not self._running:
            self._look_at_outcomes()
            self.wanted.emit(publish, self.count.value(), self.rate.value())

    def send_again(self, sent: Sent) -> None:
        """Send the same message once more."""
        if self._can_send and not self._running:
            self._look_at_outcomes()
            self.wanted.emit(sent.message, 1, AS_FAST_AS_POSSIBLE)

    @property
    def _fills_in(self) -> bool:
        return not self.fill_in.isHidden() and self.fill_in.isChecked()

    def _on_written(self) -> None:
        """Filling in is offered where there is something to fill in."""
        found = has_variables(self.destination.key.text()) or self.body.has_variables()
        if found == self.fill_in.isHidden():
            self.fill_in.setVisible(found)
            self._on_fill_in()

    def _on_fill_in(self) -> None:
        self.body.set_fills_in(self._fills_in)
        self.drafted.emit()

    def _on_drafted(self) -> None:
        self._look_at_route()
        self.drafted.emit()

    def _look_at_route(self) -> None:
        self.answers.setCurrentWidget(self.route)

    def _look_at_outcomes(self) -> None:
        self.outcomes.follow()
        self.answers.setCurrentWidget(self.outcomes)

    def _summarise(self) -> None:
        self.properties_section.summarise(self.properties.summary())
        names = [row.name.text() for row in self.headers.rows if row.name.text()]
        self.headers_section.summarise(tr(", ").join(names) or tr("none"))

    def _enable(self) -> None:
        free = self._can_send and not self._running
        self.send.setEnabled(free)
        self.outcomes.set_can_send(free)

    def _lay_out(self) -> None:
        self.answers.setDocumentMode(True)
        tabs = self.answers.tabBar()
        tabs.setDrawBase(False)
        tabs.setUsesScrollButtons(False)  # both names in part say more than one and a half
        self.answers.setElideMode(Qt.TextElideMode.ElideRight)
        for page, name in (
            (self.route, tr("Where it would go")),
            (self.outcomes, tr("What became of it")),
        ):
            self.answers.setTabToolTip(self.answers.addTab(page, name), name)
        parts = TurningSplitter(_BESIDE, self._composer(), self.answers)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        parts.setSizes([600, 460])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)

    def _composer(self) -> QWidget:
        self.properties_section = Folding(tr("Properties"), self.properties)
        self.headers_section = Folding(tr("Headers"), self.headers)
        fields = QWidget()
        form = QVBoxLayout(fields)
        form.setContentsMargins(0, 0, 8, 0)
        form.addWidget(self.destination)
        form.addWidget(self.properties_section)
        form.addWidget(self.headers_section)
        form.addStretch(1)
        self.form = FormScroll(fields, (self.properties, self.headers))
        self.form.setAccessibleName(tr("Message to publish"))
        self.form.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields in it scroll it
        halves = TurningSplitter(_FORM_BESIDE, self.form, self.body)
        halves.setSizes([320, 260])
        composer = QWidget()
        column = QVBoxLayout(composer)
        column.setContentsMargins(10, 8, 8, 8)
        column.addWidget(halves, 1)
        column.addWidget(self.error)
        column.addLayout(self._send_row())
        column.addWidget(self.run_line)
        return composer

    def _send_row(self) -> QHBoxLayout:
        self.count.setRange(1, MOST)
        self.count.setPrefix("\N{MULTIPLICATION SIGN} ")
        self.count.setToolTip(
            tooltip(tr("How many messages. {variables}", variables=variables_words()))
        )
        self.count.setAccessibleName(tr("Number of messages"))
        self.rate.setRange(AS_FAST_AS_POSSIBLE, 100_000)
        self.rate.setSuffix(" /s")
        self.rate.setSpecialValueText(tr("as fast as confirmed"))
        self.rate.setToolTip(tr("How many a second"))
        self.rate.setAccessibleName(tr("Messages per second"))
        for box in (self.count, self.rate):  # it measures Latin letters, others may be higher
            box.setMinimumHeight(self.destination.key.sizeHint().height())
        self.fill_in.setChecked(True)
        self.fill_in.hide()
        self.fill_in.setToolTip(tooltip(variables_words()))
        self.send.setShortcut(QKeySequence("Ctrl+Return"))
        icons.wear(self.send, "send")
        icons.wear(self.cancel, "close")
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        row = QHBoxLayout()
        for widget in (self.count, self.rate, self.send, self.fill_in):
            row.addWidget(widget)
        row.addStretch(1)
        self._set_up_run_line()
        return row

    def _set_up_run_line(self) -> None:
        """How far the run is, below everything; takes no room while there is nothing to say."""
        self.run_line = QWidget()
        line = QHBoxLayout(self.run_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.progress, 1)
        line.addWidget(self.said, 3)
        line.addWidget(self.cancel)
