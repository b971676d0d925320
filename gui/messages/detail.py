"""One message in full: where it went, its properties, its typed headers, its body."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.amqp.fields import shown as printable
from core.tapped import TappedMessage
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import tr
from gui import icons
from gui.messages.content_tabs import ContentTabs, line_of_text


class MessageDetail(QWidget):
    """What there is to know about one message; keeps it although the ring may drop it."""

    publish_wanted = Signal(object)
    """Show this message in the publish form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message: TappedMessage | None = None
        self.title = line_of_text()
        self.again = QToolButton()
        self.again.setToolTip(tr("Show this message in the publish form"))
        self.tabs = ContentTabs()
        self.setMinimumWidth(330)
        self._lay_out()
        self.again.clicked.connect(lambda: self.publish_wanted.emit(self.message))
        self.show_message(None)

    def show_message(self, message: TappedMessage | None) -> None:
        """Show a message, or that none is chosen."""
        self.message = message
        self.again.setEnabled(message is not None)
        if message is None:
            self.title.setText(tr("Choose a message in the list to see all of it."))
        else:
            exchange = message.exchange or DEFAULT_EXCHANGE_NAME
            again = f"   {tr('redelivered')}" if message.redelivered else ""
            self.title.setText(f"{printable(exchange)}   {printable(message.routing_key)}{again}")
        self.tabs.show_message(message)

    def _lay_out(self) -> None:
        icons.wear(self.again, "send")
        self.again.setAutoRaise(True)
        self.again.setAccessibleName(self.again.toolTip())
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.again)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 0, 0, 0)
        outer.setSpacing(2)
        outer.addLayout(top)
        outer.addWidget(self.tabs, 1)
