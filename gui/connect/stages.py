"""The outcome of the check, stage by stage: what is there, what is missing, why, and the mend."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core import numbers
from core.stage import STAGES, WORDS, Stage
from core.wording import phrase, tr
from gui import icons, theme
from gui.capability_chip import MEANING
from gui.mends import in_window, sentences

_PURPOSE = {
    "dns": phrase("the address behind the name of the host"),
    "tcp": phrase("a TCP connection to its port"),
    "tls": phrase("an encrypted connection"),
    "amqp": phrase("a login"),
    "vhost": phrase("its exchanges and queues"),
    "firehose": phrase("every publish and delivery of the vhost, when asked for"),
}


class StageRow:
    """The labels of one stage."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind: icons.Mark = "unknown"
        self.is_idle = True
        """Nobody tried this stage yet."""
        self.mark = QLabel()
        self.title = QLabel(tr(WORDS.get(name, name)))
        self.mark.setMinimumHeight(self.title.sizeHint().height())  # centred on the first line
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.took = QLabel()
        self.took.setFont(theme.figures(self.took.font()))
        self.took.setForegroundRole(self.took.palette().ColorRole.PlaceholderText)

    def wait(self) -> None:
        """The stage is being tried."""
        self._show("working", tr("trying …"), "")

    def idle(self) -> None:
        """Nobody tried yet."""
        purpose = _PURPOSE.get(self.name) or MEANING.get(self.name, phrase("more"))
        self._show("unknown", tr("for {purpose}", purpose=tr(purpose)), "")
        self.is_idle = True

    def skip(self) -> None:
        """The check ended before this stage."""
        self._show("unknown", tr("not tried"), "")

    def show_stage(self, found: Stage) -> None:
        """Show what the check found."""
        kind: icons.Mark = "unknown" if found.ok is None else "ok" if found.ok else "missing"
        state = {"unknown": tr("not tried"), "ok": tr("there")}.get(kind, tr("missing"))
        said = found.detail or found.why or state
        if kind == "missing":
            said = sentences(found.why or state, found.detail, in_window(found.mend))
        self._show(kind, said, tr("{name}: {what}", name=self.title.text(), what=state))
        self.took.setText("" if found.ms is None else numbers.duration(found.ms / 1000))

    def paint(self) -> None:
        """Draw in the colours of the current theme."""
        self.mark.setPixmap(icons.mark(self.kind).pixmap(QSize(icons.SIZE, icons.SIZE)))
        role = QPalette.ColorRole
        strong = self.kind in ("ok", "missing")
        self.words.setForegroundRole(role.WindowText if strong else role.PlaceholderText)

    def _show(self, kind: icons.Mark, words: str, name: str) -> None:
        self.kind, self.is_idle = kind, False
        self.words.setText(words)
        self.took.clear()
        self.mark.setAccessibleName(name)
        self.paint()


class StageList(QWidget):
    """All stages of the check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {name: StageRow(name) for name in STAGES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for line, row in enumerate(self.rows.values()):
            for column, label in enumerate((row.mark, row.title)):
                grid.addWidget(label, line, column, Qt.AlignmentFlag.AlignTop)
            row.words.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(row.words, line, 2)  # aligned in the grid it would not get its height
            top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
            grid.addWidget(row.took, line, 3, top)
        theme.changed.connect(self._on_theme)
        self.reset()

    def reset(self) -> None:
        """Forget what was found."""
        for row in self.rows.values():
            row.idle()

    def begin(self) -> None:
        """The first stage is being tried."""
        self.reset()
        self.rows[STAGES[0]].wait()

    def show_stage(self, found: Stage) -> None:
        """Show the outcome of one stage, and that the next one is being tried."""
        if found.name not in self.rows:
            return
        self.rows[found.name].show_stage(found)
        following = STAGES[STAGES.index(found.name) + 1 :]
        if following:
            self.rows[following[0]].wait()

    def end(self) -> None:
        """Nothing more is being tried."""
        for row in self.rows.values():
            if row.kind == "working" or row.is_idle:
                row.skip()

    def _on_theme(self) -> None:
        for row in self.rows.values():
            row.paint()
