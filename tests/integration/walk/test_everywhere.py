"""What is the same in every view: keys, palette, panels, theme, language, and the next start."""

from tests.integration.walk.waiting import until
from tests.integration.walk.walk import LOWER, MUCH, NAVIGATOR, Walk, light
from tests.private_node import PrivateNode


def test_that_all_keys_are_shown_and_copied(walk: Walk) -> None:
    walk.hand.press("F1")
    walk.hand.wait_for("Keyboard shortcuts")
    before = walk.hand.copied_at()
    walk.hand.press("Tab", "space")
    walk.wait_for_copy(before)
    assert b"Ctrl+Shift+R" in walk.hand.clipboard()
    walk.hand.press("Escape")
    walk.hand.wait_for(walk.title)


def test_that_the_theme_goes_round(walk: Walk) -> None:
    dark = light(walk.look(LOWER))
    walk.hand.press("F8", "F8")
    until(lambda: light(walk.look(LOWER)) > 5 * dark, "a light window")
    walk.hand.press("F8")
    until(lambda: light(walk.look(LOWER)) < 2 * dark, "a dark window")


def test_that_the_palette_finds_commands_and_the_language_is_remembered(walk: Walk) -> None:
    walk.hand.press("ctrl+k")
    walk.hand.type("english")
    walk.hand.press("Return")
    walk.remembers("language=en")
    walk.hand.press("ctrl+k")
    walk.hand.type("disconnect")
    walk.hand.press("Escape")
    assert walk.hand.active() == walk.title


def test_that_panels_are_hidden_detached_and_put_back(walk: Walk) -> None:
    walk.wait_for_rest(NAVIGATOR)
    there = light(walk.look(NAVIGATOR))
    walk.hand.press("ctrl+1")
    until(lambda: light(walk.look(NAVIGATOR)) != there, "the navigator has gone")
    walk.hand.press("ctrl+shift+3")
    until(lambda: walk.hand.windows("^Charts"), "the charts in a window of their own")
    walk.hand.press("ctrl+shift+r")
    until(lambda: not walk.hand.windows("^Charts"), "no other window")
    walk.wait_for_told("queues: 4")


def test_that_single_messages_are_heard_and_seen_for_a_while(walk: Walk, node: PrivateNode) -> None:
    walk.hand.press("alt+0", "Escape", "alt+4")
    walk.wait_for_rest(LOWER)
    before = walk.look(LOWER)
    walk.hand.press("ctrl+l")
    walk.hand.wait_for("Listen to the firehose")
    walk.hand.press("Return")
    walk.hand.wait_for(walk.title)
    until(lambda: node.request("GET", "/api/vhosts/walk")["tracing"], "the firehose")
    until(lambda: (walk.look(LOWER) != before).mean() > MUCH, "messages on their lanes")
    walk.hand.press("ctrl+l")
    until(lambda: not node.request("GET", "/api/vhosts/walk")["tracing"], "no firehose")


def test_that_a_broker_is_left_and_watched_again_by_keys(walk: Walk) -> None:
    walk.hand.press("ctrl+shift+o")
    walk.hand.wait_for("Flowscope")
    walk.hand.press("ctrl+o")
    walk.hand.wait_for("Connect to a broker")
    walk.hand.press("Escape")
    walk.hand.wait_for("Flowscope")
