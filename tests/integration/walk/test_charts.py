"""The charts: kept, zoomed, moved into the past, held, exported, and what changed beside them."""

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.integration.walk.services import Broker
from tests.integration.walk.waiting import until
from tests.integration.walk.walk import LOWER, Walk

_PLOT = LOWER.left + 0.15, LOWER.top + 0.1
_PAST = timedelta(seconds=5)


def test_that_wheel_drag_and_keys_choose_the_part_of_time_that_is_exported(walk: Walk) -> None:
    walk.go_to("queue audit")
    whole = _table(walk)
    assert len(whole) > 100

    place = walk.frame.at(*_PLOT)
    walk.hand.wheel(place, 3)
    nearer = until(lambda: _shorter(walk, len(whole)), "a shorter part of time")
    walk.hand.drag(place, (place[0] + 120, place[1]))
    until(lambda: _times(_table(walk))[-1] < _times(nearer)[-1] - _PAST, "the past")
    walk.hand.press("alt+3", "End", "Home")
    until(lambda: len(_table(walk)) >= len(whole), "the whole range up to now")


def test_that_space_holds_the_charts_until_it_is_pressed_again(walk: Walk) -> None:
    walk.go_to("queue audit")
    walk.hand.press("alt+3", "End", "Home", "space")
    held = _times(_table(walk))[-1]
    until(lambda: datetime.now(UTC) > held + timedelta(seconds=3), "some seconds pass")
    assert _times(_table(walk))[-1] == held
    walk.hand.press("alt+3", "space")
    until(lambda: _times(_table(walk))[-1] > held, "the charts go on")


def test_that_a_chart_is_kept_by_key_and_by_dragging_and_goes_into_a_picture(walk: Walk) -> None:
    walk.go_to("queue audit")
    walk.hand.press("ctrl+shift+n")
    walk.remembers("pinned.*queue:audit")
    walk.go_to("queue letters")
    place, _ = walk.node()
    walk.hand.drag(place, walk.frame.at(*_PLOT), held="shift")
    walk.remembers("pinned.*queue:letters")

    picture = walk.written("ctrl+shift+g", "Export the chart", "png")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_that_a_change_of_the_broker_is_reached_by_key_and_shown_in_the_log(
    walk: Walk, broker: Broker
) -> None:
    with broker.channel() as channel:
        channel.queue_declare("later", exclusive=True)
        walk.hand.press("alt+0", "Escape")
        walk.wait_for_told("queue later")
    before = walk.hand.copied_at()

    def told() -> bool:
        walk.hand.press("alt+3", "Escape", "Home", *["Left"] * 60, "m", "Return", "ctrl+c")
        return walk.hand.copied_at() != before

    until(told, "a line of the topology log")
    assert re.fullmatch(rb"[\d:.]+", walk.hand.clipboard())  # its first cell is the time
    walk.hand.press("alt+3")


def _table(walk: Walk) -> list[dict[str, str]]:
    path: Path = walk.written("ctrl+shift+s", "Export the chart", "csv")
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def _shorter(walk: Walk, length: int) -> list[dict[str, str]]:
    found = _table(walk)
    return found if len(found) < length else []


def _times(table: list[dict[str, str]]) -> list[datetime]:
    return [datetime.fromisoformat(row["time"]) for row in table]
