from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from core.publishing import Outcome, Publish
from gui.publish.history import KEPT, ROUTING_KEY, WHY, HistoryModel, Sent


def sent(number: int = 1, **changed: Any) -> Sent:
    parts: dict[str, Any] = {
        "number": number,
        "at": 1_700_000_000.0,
        "outcome": "confirmed",
        "latency_ms": 1.25,
        "reply_code": None,
        "reply_text": "",
        "exchange": "shop",
        "routing_key": "order.placed",
    }
    return Sent(Publish(exchange="shop"), Outcome(**{**parts, **changed}))


def cells(model: HistoryModel, row: int) -> list[str]:
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]


@pytest.mark.usefixtures("qapp")
def test_that_the_newest_message_is_on_top(qtmodeltester: ModelTester) -> None:
    model = HistoryModel()
    qtmodeltester.check(model)

    model.add([sent(routing_key="first"), sent(routing_key="second")])
    model.add([sent(routing_key="third")])

    assert [cells(model, row)[ROUTING_KEY] for row in range(3)] == ["third", "second", "first"]


@pytest.mark.usefixtures("qapp")
def test_that_each_outcome_is_told_by_word_shape_and_reason() -> None:
    model = HistoryModel()
    model.add([sent(outcome="returned", reply_code=312, reply_text="NO_ROUTE")])
    model.add([sent(outcome="failed", latency_ms=None, exchange="", reply_text="<b>gone</b>")])

    assert cells(model, 1)[1:] == ["returned", "312 NO_ROUTE", "1.3 ms", "shop", "order.placed"]
    assert cells(model, 0)[1:5] == ["failed", "<b>gone</b>", "", "(AMQP default)"]
    icons = [
        model.data(model.index(row, 1), Qt.ItemDataRole.DecorationRole).cacheKey() for row in (0, 1)
    ]
    assert icons[0] != icons[1]
    tip = model.data(model.index(0, WHY), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip


@pytest.mark.usefixtures("qapp")
def test_that_rows_are_bounded_and_totals_are_not() -> None:
    model = HistoryModel()
    for _ in range(3):
        model.add([sent(number) for number in range(KEPT)])
    model.add([sent(outcome="nacked")])

    assert model.rowCount() == KEPT
    assert model.totals_words().replace("\N{NO-BREAK SPACE}", " ") == (
        "1,501 sent:  1,500 confirmed ✓,  1 nacked ✗"
    )
    model.clear()
    assert model.totals_words() == "Nothing published yet"
