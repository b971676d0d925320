"""The picture of the flow: looked at from near and far, arranged, labelled, told and taken along."""

from tests.integration.walk.waiting import until
from tests.integration.walk.walk import FLOW, Walk, light

_PNG, _SHIFT = b"\x89PNG\r\n", 70


def test_that_keys_wheel_and_overview_decide_what_is_in_sight(walk: Walk) -> None:
    walk.go_to("queue goods")
    walk.hand.press("f")
    place, wide = walk.node()

    walk.hand.wheel(place, 3)
    until(lambda: walk.node()[1] > 1.3 * wide, "it is nearer")
    walk.hand.press("f")
    until(lambda: walk.node()[1] == wide, "the whole flow is in sight")

    walk.hand.press(*["ctrl+plus"] * 4, "ctrl+equal", "ctrl+minus")
    until(lambda: walk.node()[1] > 2 * wide, "it is nearer, so that not everything is in sight")
    nearer, _ = walk.node()
    walk.hand.click(walk.frame.at(FLOW.right - 0.02, FLOW.bottom - 0.04))  # in the overview
    until(lambda: walk.seen_at() != nearer, "another part is in sight")
    walk.hand.press("alt+0", "m")
    walk.remembers("minimap=false")
    walk.hand.press("m", "f")
    walk.remembers("minimap=true")
    until(lambda: walk.seen_at() == place, "the whole flow is in sight")


def test_that_pointing_at_a_node_fades_what_is_not_on_its_way(walk: Walk) -> None:
    walk.go_to("queue letters")
    place, _ = walk.node()
    walk.hand.press("alt+0", "Escape")
    walk.hand.point(walk.frame.at(FLOW.left, FLOW.top))
    until(lambda: walk.seen_at() == (0, 0), "nothing is chosen")
    walk.wait_for_rest(FLOW)
    bright = _light(walk)

    walk.hand.point(place)
    until(lambda: _light(walk) < 0.8 * bright, "the rest fades")
    walk.hand.point(walk.frame.at(FLOW.left, FLOW.top))
    until(lambda: _light(walk) > 0.95 * bright, "everything is back")


def test_that_a_node_that_is_dragged_stays_there_until_it_is_released(walk: Walk) -> None:
    walk.go_to("queue letters")
    walk.hand.press("f")
    (across, down), _ = walk.node()

    walk.hand.drag((across, down), (across, down + _SHIFT))
    until(lambda: _is_near(walk.seen_at(), (across, down + _SHIFT)), "it is where it was put")
    walk.remembers(r"pins=.*letters")
    walk.hand.press("shift+t")
    until(lambda: _is_near(walk.seen_at(), (across, down)), "it is where it belongs")


def test_that_a_drag_of_the_background_moves_everything(walk: Walk) -> None:
    walk.go_to("queue letters")
    walk.hand.press("f")
    (across, down), _ = walk.node()
    walk.hand.drag(walk.frame.at(FLOW.left + 0.01, FLOW.bottom), (150 + across // 2, down))
    until(lambda: walk.seen_at() != (across, down), "it has moved")
    walk.hand.press("f")
    until(lambda: walk.seen_at() == (across, down), "it is back")


def test_that_labels_and_services_only_are_chosen_by_key_and_remembered(walk: Walk) -> None:
    assert "shop" in walk.drawing()

    walk.hand.press("alt+0", "l", "l")
    walk.remembers("labels=share")
    until(lambda: _is_all(walk.drawing()), lambda: f"shares of the source in {walk.drawing()}")
    walk.hand.press("alt+0", "c")
    walk.remembers("collapsed=true")
    services = walk.drawing()
    assert {"orders", "billing", "stock", "mailer"} <= set(services)
    assert not {"shop", "bills", "letters"} & set(services)

    walk.hand.press("alt+0", "c", "l", "l", "l")
    walk.remembers("labels=rates")
    assert "bills" in walk.drawing()


def test_that_the_picture_is_taken_along_as_file_picture_and_words(walk: Walk) -> None:
    assert walk.written("ctrl+s", "Save picture", "png").read_bytes().startswith(_PNG)
    before = walk.hand.copied_at()
    walk.hand.press("ctrl+shift+c")
    walk.wait_for_copy(before)
    assert walk.hand.clipboard("image/png").startswith(_PNG)

    before = walk.hand.copied_at()
    walk.hand.press("ctrl+shift+w")
    walk.hand.wait_for("The flow in words")
    walk.hand.press("alt+c")
    walk.wait_for_copy(before)
    words = walk.hand.clipboard().decode()
    assert "orders" in words
    assert "letters" in words
    walk.hand.press("Escape")
    walk.hand.wait_for(walk.title)


def _is_all(texts: list[str]) -> bool:
    return any(text.startswith("100") and text.endswith("%") for text in texts)


def _light(walk: Walk) -> int:
    """How bright the flow is altogether, beyond the ground."""
    return light(walk.look(FLOW))


def _is_near(seen: tuple[int, int], place: tuple[int, int]) -> bool:
    return all(abs(a - b) <= 4 for a, b in zip(seen, place, strict=True))
