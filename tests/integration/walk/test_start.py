"""The first start: from nothing to a broker that has a name, by keyboard, and back the next time."""

import json
from pathlib import Path

from core.endpoints import endpoints
from tests.integration.walk.display import Display
from tests.integration.walk.services import Broker
from tests.integration.walk.waiting import until
from tests.integration.walk.walk import FLOW, Walk, light
from tests.integration.walk.window import Flowscope, flowscope
from tests.private_node import PrivateNode

_ASKS = "Connect to a broker"
_WELCOME = 200_000
"""The light of the first page; a window that is still starting has less."""
_COPY_REPORT = 295, 28
"""The button's place, seen from the lower left corner of the dialog."""


def test_that_a_first_start_leads_to_a_broker_that_is_one_key_away_next_time(
    screen: Display, tmp_path: Path, node: PrivateNode, broker: Broker
) -> None:
    shown = endpoints(broker.url, environment={}).shown
    with flowscope(tmp_path, screen) as app:
        walk = _welcomed(screen, app)
        walk.hand.press("Return")
        walk.hand.wait_for(_ASKS)
        _type_address(walk, node, broker.url)
        _check(walk)
        _save_as_profile(walk, "Shop")
        walk.hand.press("Return")
        walk.hand.wait_for(f"{shown} - Flowscope")
        walk.wait_for_told("services: 4", "consumers: 3")

        walk.hand.press("ctrl+shift+o")
        walk.hand.wait_for("Flowscope")
        walk.hand.press("Return")  # its card is the first thing on the page now
        walk.hand.wait_for(f"{shown} - Flowscope")
        walk.leave()
    assert json.loads((tmp_path / "config/flowscope/profiles.json").read_text())


def test_that_the_demo_runs_without_a_broker(screen: Display, tmp_path: Path) -> None:
    with flowscope(tmp_path, screen) as app:
        walk = _welcomed(screen, app)
        walk.hand.press("Tab", "Return")
        until(lambda: "127.0.0.1" in walk.hand.active(), "the demo is watched")
        walk.wait_for_told("consumers: ")
        walk.leave()


def _welcomed(screen: Display, app: Flowscope) -> Walk:
    walk = Walk(screen, app, "Flowscope")
    until(lambda: light(walk.look(FLOW)) > _WELCOME, "the first page")
    return walk


def _type_address(walk: Walk, node: PrivateNode, url: str) -> None:
    walk.hand.type(url)
    for key, text in (("alt+m", node.management_url), ("alt+r", node.prometheus_url)):
        walk.hand.press(key, "ctrl+a")
        walk.hand.type(text)


def _check(walk: Walk) -> None:
    walk.hand.press("Tab", "Tab", "space")  # over "Save as a profile" to "Check"
    dialog, before = walk.hand.frame(), walk.hand.copied_at()
    place = dialog.left + _COPY_REPORT[0], dialog.top + dialog.height - _COPY_REPORT[1]

    def copied() -> bool:
        walk.hand.click(place)
        return walk.hand.copied_at() != before

    until(copied, "the report of the check")
    report = walk.hand.clipboard().decode()
    for stage in ("TCP", "AMQP", "management", "Prometheus", "event exchange"):
        assert f"ok      {stage}" in report
    assert "guest:guest" not in report


def _save_as_profile(walk: Walk, name: str) -> None:
    walk.hand.press("shift+Tab", "shift+Tab", "space")
    walk.hand.wait_for("Profile")
    walk.hand.press("alt+n", "ctrl+a")
    walk.hand.type(name)
    walk.hand.press("Return")
    walk.hand.wait_for(_ASKS)
