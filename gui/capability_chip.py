"""A capability of the broker at a glance: shape, colour and word; a click says why and the mend."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from core.capabilities import Capability
from core.wording import phrase, tr
from gui import icons, theme
from gui.mends import in_window, sentences
from gui.plain import tooltip

WORDS = {
    "amqp": "AMQP",
    "management": phrase("management"),
    "prometheus": "Prometheus",
    "event_exchange": phrase("event exchange"),
    "firehose": phrase("firehose"),
}
MEANING = {
    "amqp": phrase("publishing and tapping"),
    "management": phrase("who is connected, what is declared, queue depths"),
    "prometheus": phrase("true rates on every edge, every second"),
    "event_exchange": phrase("changes the moment they happen, and exact channel names"),
    "firehose": phrase("every publish and delivery of the vhost"),
}
_MORE = phrase("more to see")


def mark_of(capability: Capability) -> icons.Mark:
    """The sign of a capability's state."""
    if capability.ok is None:
        return "unknown"
    return "ok" if capability.ok else "missing"


def state_word(capability: Capability) -> str:
    """The same in a word, for those who do not see the sign."""
    if capability.ok is None:
        return tr("not known yet")
    return tr("there") if capability.ok else tr("missing")


def called(name: str) -> str:
    """The name of a capability on screen."""
    return tr(WORDS[name]) if name in WORDS else name


def titled(capability: Capability) -> str:
    """Its name and its state."""
    state = state_word(capability)
    return tr("{name}: {state}", name=called(capability.name), state=state)


class CapabilityChip(QToolButton):
    """One capability in the header."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.capability = Capability(name)
        self._is_named = True
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.explain)
        theme.changed.connect(self._on_theme)
        self.show_capability(self.capability)

    def show_capability(self, capability: Capability) -> None:
        """Draw the state of a capability."""
        self.capability = capability
        word = called(capability.name)
        lacking = capability.ok is False
        self.setText(tr("{name} missing", name=word) if lacking else word)
        meaning = MEANING.get(capability.name, "")
        told = tr(
            "{name}: {meaning}. {state}",
            name=word,
            meaning=tr(meaning) if meaning else "",
            state=self._sentence(),
        )
        self.setToolTip(tooltip(told))
        self.setAccessibleName(titled(capability))
        self.set_named(self._is_named)
        self._on_theme()

    def set_named(self, named: bool) -> None:
        """Show its name; what is missing always does."""
        self._is_named = named
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        alone = Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(beside if named or not self.capability.ok else alone)

    def spare(self) -> int:
        """Show no name; the pixels that this saves."""
        before = self.sizeHint().width()
        self.set_named(False)
        return (before - self.sizeHint().width()) * self.isVisible()

    def explain(self) -> QFrame:
        """Open a small card below the chip that says what is there, or why not and the mend."""
        card = CapabilityCard(self.capability, self.window())
        card.adjustSize()
        screen = self.screen().availableGeometry()
        place = self.mapToGlobal(QPoint(0, self.height() + 2))
        card.move(min(place.x(), screen.right() - card.width() - 8), place.y())
        card.show()
        return card

    def _sentence(self) -> str:
        if self.capability.ok:
            return self.capability.detail
        return self.capability.why or tr("Not known yet.")

    def _on_theme(self) -> None:
        self.setIcon(icons.mark(mark_of(self.capability)))


class CapabilityCard(QFrame):
    """What one capability gives, its state, and how to mend it."""

    def __init__(self, capability: Capability, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        title = _words(titled(capability))
        bold = title.font()
        bold.setBold(True)
        title.setFont(bold)
        column.addWidget(title)
        gives = tr(MEANING.get(capability.name, _MORE))
        column.addWidget(_words(tr("Gives {what}.", what=gives)))
        for text in (capability.detail, *self._trouble(capability)):
            if text:
                column.addWidget(_words(text))

    @staticmethod
    def _trouble(capability: Capability) -> tuple[str, ...]:
        if capability.ok:
            return ()
        mend = in_window(capability.mend)
        helps = tr("What helps: {mend}", mend=mend) if mend else ""
        return (sentences(capability.why), sentences(helps))


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFixedWidth(380)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
