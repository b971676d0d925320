import pytest
from PySide6.QtGui import QTextBlock
from pytestqt.qtbot import QtBot

from gui import theme
from gui.inspector.as_html import HtmlPage
from gui.inspector.page import Fact, Item, Page, Section, Value
from gui.inspector.page_text import BREAK, PageText, breakable

LONG = "ctag1.86a5e23dd38041d9a7d7b5cf29c1b7e8"


def lines_of(block: QTextBlock) -> list[str]:
    """As they are broken on the screen."""
    layout, text = block.layout(), block.text()
    lines = (layout.lineAt(number) for number in range(layout.lineCount()))
    return [text[line.textStart() :][: line.textLength()] for line in lines]


def read_in(qtbot: QtBot, page: Page, width: int) -> tuple[PageText, list[list[str]]]:
    view = PageText()
    qtbot.addWidget(view)
    view.resize(width, 400)
    view.setHtml(HtmlPage(page, theme.DARK).html)
    view.show()
    block, found = view.document().begin(), []
    while block.isValid():
        found.append(lines_of(block))
        block = block.next()
    return view, found


def telling(name: str) -> Page:
    facts = (Fact("consumers", Value("3 consumers")), Fact("nodes", Value("fs12983@localhost")))
    items = (Item(Value(f"consumer {name} of shop.refund"), Value("12:34:56")),)
    return Page("node", "rabbit@localhost", "watching", (Section("In this vhost", facts, items),))


@pytest.mark.parametrize("width", [170, 190, 220, 260, 320])
def test_that_lines_are_broken_between_words_only(qtbot: QtBot, width: int) -> None:
    view, blocks = read_in(qtbot, telling(LONG), width)

    goes_on = [line for lines in blocks for line in lines[:-1]]
    assert goes_on
    assert not [line for line in goes_on if line[-1] not in (" ", BREAK)]
    assert view.horizontalScrollBar().maximum() == 0


def test_that_a_name_is_read_and_copied_as_it_is(qtbot: QtBot) -> None:
    view, _ = read_in(qtbot, telling(LONG), 200)
    assert f"consumer {LONG} of shop.refund" in view.toPlainText()

    view.selectAll()
    copied = view.createMimeDataFromSelection()

    assert LONG in copied.text()
    assert LONG in copied.html()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("shop.refund", ["shop.refund"]),
        ("a long sentence of short words", ["a long sentence of short words"]),
        ("fs12983@localhost", ["fs12983@", "localhost"]),
        ("billing.payments_eu-west", ["billing.", "payments_", "eu-", "west"]),
        ("0123456789abcdef", ["0123456789", "abcdef"]),
        (LONG, ["ctag1.", "86a5e23dd3", "8041d9a7d7", "b5cf29c1b7e8"]),
    ],
)
def test_that_long_names_may_go_on_after_a_sign(text: str, parts: list[str]) -> None:
    assert breakable(text).split(BREAK) == parts
