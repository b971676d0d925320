"""How a page of the guide is set: what Markdown leaves to the reader's taste."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextTable,
)

from gui import theme

_LINE = 130
"""Per cent of the height of a line."""
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


def typeset(document: QTextDocument, look: theme.Theme) -> None:
    """Give headings, code and tables room and their colours."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for block in _blocks(document):
        _set_block(QTextCursor(block), block, look)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_table(frame, look)
    cursor.endEditBlock()


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _set_block(cursor: QTextCursor, block: QTextBlock, look: theme.Theme) -> None:
    if cursor.currentTable() is not None:
        _set_inline_code(block, look)
        return
    form = block.blockFormat()
    if form.hasProperty(QTextFormat.Property.BlockCodeFence):
        form.setBackground(_ground(look))
        form.setLeftMargin(10)
        form.setNonBreakableLines(False)  # else the whole page scrolls sideways
    elif form.headingLevel():
        form.setTopMargin(4 if form.headingLevel() == 1 else 20)
        form.setBottomMargin(8)
    else:
        if not _has_picture(block):
            form.setLineHeight(_LINE, _PROPORTIONAL)
        form.setBottomMargin(10 if block.textList() is None else 4)
        _set_inline_code(block, look)
    cursor.setBlockFormat(form)


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    found, at = [], block.begin()
    while not at.atEnd():
        found.append(at.fragment())
        at += 1
    return found


def _has_picture(block: QTextBlock) -> bool:
    return any(part.charFormat().isImageFormat() for part in _fragments(block))


def _ground(look: theme.Theme) -> QColor:
    """What code stands on."""
    return theme.mixed(look.panel, look.text, 0.1)


def _set_inline_code(block: QTextBlock, look: theme.Theme) -> None:
    dress = QTextCharFormat()
    dress.setBackground(_ground(look))
    for part in _fragments(block):
        if part.charFormat().fontFixedPitch():
            cursor = QTextCursor(block)
            cursor.setPosition(part.position())
            cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(dress)


def _set_table(table: QTextTable, look: theme.Theme) -> None:
    form = table.format()
    form.setBorder(1)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(look.panel_border)
    form.setBorderCollapse(True)
    form.setCellPadding(6)
    form.setCellSpacing(0)
    form.setTopMargin(4)
    form.setBottomMargin(14)
    form.setAlignment(Qt.AlignmentFlag.AlignLeft)
    table.setFormat(form)
