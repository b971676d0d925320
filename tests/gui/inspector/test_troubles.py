import pytest
from pytestqt.qtbot import QtBot

from core import numbers
from core.backlog import Backlog
from core.graph import EdgeKey
from core.selection import Selection
from core.session import Session
from core.topology_log import Entry
from core.troubles import Trouble
from gui import theme
from gui.inspector.as_text import as_text
from gui.inspector.pages import page_of
from tests.gui.inspector.test_view import links_of, shown
from tests.gui.inspector.watched import AT, delivering, publishing, watched

DROPS: EdgeKey = ("publish", "service:orders", "exchange:shop")
KEY: EdgeKey = ("deliver", "queue:payments.q", "service:payments")
ARROW = "\N{RIGHTWARDS ARROW}"


def hurt() -> Session:
    session = watched()
    publishing(session)
    delivering(session)
    session.graph.troubles = (
        Trouble(KEY, "stuck", "warning", "prefetch full (20 of 20 unacked)", ("ctag1 on c (1)",)),
        Trouble("queue:<b>odd</b>", "growing", "notice", "grows <i>fast</i>"),
    )
    return session


def test_that_the_broker_page_lists_all_that_hurts_first() -> None:
    words = as_text(page_of(hurt(), None)).splitlines()
    at = words.index("Problems")

    assert at < words.index("In this vhost")
    assert words[at + 1 : at + 5] == [
        f"  \N{BLACK HEXAGON} payments.q {ARROW} payments",
        "    prefetch full (20 of 20 unacked)",
        "  \N{BLACK UP-POINTING TRIANGLE} queue <b>odd</b>",
        "    grows <i>fast</i>",
    ]


def test_that_it_says_when_nothing_hurts() -> None:
    words = as_text(page_of(watched(), None))

    assert "Problems\n  None that can be seen from here." in words


def test_that_an_entry_leads_to_what_it_is_about(qtbot: QtBot) -> None:
    view = shown(qtbot, hurt())
    link = next(url for words, url in links_of(view).items() if "payments.q" in words)
    with qtbot.waitSignal(view.selected) as caught:
        view.text.anchorClicked.emit(link)

    assert caught.args == [KEY]


@pytest.mark.parametrize(
    ("words", "goal"),
    [("listen to the firehose (Ctrl+L)", "firehose"), ("open a proxy (Ctrl+Shift+L)", "proxy")],
)
@pytest.mark.parametrize("selection", [None, "exchange:shop", DROPS])
def test_that_drops_lead_to_what_shows_their_keys(
    qtbot: QtBot, selection: Selection, words: str, goal: str
) -> None:
    session = watched()
    publishing(session)
    trouble = Trouble(DROPS, "dropped", "warning", "4 dropped", advice="the firehose shows them")
    session.graph.troubles = (trouble,)
    view = shown(qtbot, session, selection)
    with qtbot.waitSignal(view.wanted) as caught:
        view.text.anchorClicked.emit(links_of(view)[words])

    assert caught.args == [goal]
    assert as_text(view.page).count("the firehose shows them") == 1


def test_that_a_backlog_says_since_when_and_leads_to_what_changed_then(qtbot: QtBot) -> None:
    session = hurt()
    left = Entry(AT, "vanished", "consumer", "c1 of payments.q", "service payments")
    backlog = Backlog("began", AT + 1, 0, (left,))
    since = backlog.since_words(AT + 720)
    session.graph.troubles = (
        Trouble("queue:payments.q", "no_consumer", "warning", "no consumer", since=since,
                backlog=backlog),
    )  # fmt: skip
    for selection in (None, "queue:payments.q"):
        view = shown(qtbot, session, selection)
        assert f"backlog since about {numbers.clock(AT + 1)}, 11 min ago" in as_text(view.page)
        words = f"a consumer left (service payments) at {numbers.clock(AT)}"
        with qtbot.waitSignal(view.wanted) as caught:
            view.text.anchorClicked.emit(links_of(view)[words])
        assert caught.args == [left]


@pytest.mark.parametrize("selection", [None, "queue:payments.q"])
def test_that_a_queue_without_consumer_leads_to_whose_was_the_last(
    qtbot: QtBot, selection: Selection
) -> None:
    session = hurt()
    session.graph.troubles = (
        Trouble("queue:payments.q", "no_consumer", "warning", "none", leads_to="service:payments"),
    )
    view = shown(qtbot, session, selection)
    with qtbot.waitSignal(view.selected) as caught:
        view.text.anchorClicked.emit(links_of(view)["service payments"])

    assert caught.args == ["service:payments"]


def test_that_severity_is_told_by_sign_and_colour(qtbot: QtBot) -> None:
    view, look = shown(qtbot, hurt()), theme.current()
    for sign, colour in (
        ("\N{BLACK HEXAGON}", look.error),
        ("\N{BLACK UP-POINTING TRIANGLE}", look.warning),
    ):
        cursor = view.text.document().find(sign)
        assert cursor.charFormat().foreground().color() == colour


def test_that_pages_tell_what_hurts_there_and_who() -> None:
    session = hurt()
    edge = as_text(page_of(session, KEY))

    assert "Problems\n  \N{BLACK HEXAGON} prefetch full (20 of 20 unacked)\n" in edge
    assert "consumer ctag1 on c (1)" in edge
    for node in ("queue:payments.q", "service:payments"):
        words = as_text(page_of(session, node))
        assert "prefetch full (20 of 20 unacked) · consumer ctag1 on c (1)" in words
    for calm in ("exchange:shop", "service:orders"):
        assert "Problems" not in as_text(page_of(session, calm))
