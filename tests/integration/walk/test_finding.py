"""Ways to what one looks for: keys and mouse, navigator, palette, inspector, find and hide."""

from tests.integration.walk.walk import Walk


def test_that_things_are_chosen_by_mouse_and_along_the_edges_by_keys(walk: Walk) -> None:
    walk.go_to("queue bills")
    assert walk.chosen() == "bills"
    place, _ = walk.node()

    walk.hand.press("alt+0", "Escape")
    assert "queues: 4" in walk.inspected()
    walk.hand.click(place)
    assert walk.inspected_data()["name"] == "bills"

    walk.hand.press("alt+0", "Right")
    assert walk.chosen() == "queue bills delivers to service billing"
    walk.hand.press("alt+0", "Right")
    assert walk.chosen() == "billing"
    walk.hand.press("alt+0", "Left", "Left", "Left", "Left")
    assert walk.chosen() == "shop"


def test_that_the_navigator_searches_and_what_is_chosen_there_is_chosen(walk: Walk) -> None:
    walk.hand.press("ctrl+g")
    walk.hand.type("queue: !consumers")
    walk.hand.press("Return")
    assert walk.chosen() == "audit"

    walk.hand.press("ctrl+g", "Escape")  # shows all rows again
    walk.hand.press("Down", "Down")
    following = walk.chosen()
    walk.hand.press("ctrl+g", "Down", "Up")
    assert following != walk.chosen()


def test_that_the_inspector_leads_to_what_it_names_and_copies_by_key(walk: Walk) -> None:
    walk.go_to("exchange news")
    walk.wait_for_told("Published by\n  orders")
    walk.go_to("queue bills")
    walk.go_to("exchange news")  # whose page is written anew: copies may be ahead of it
    walk.hand.press("alt+2", "Tab", "Return")
    published_by = walk.chosen()
    walk.hand.press("alt+2", "Tab", "Tab", "Tab", "Return")  # news, how much of it, shop
    assert (published_by, walk.chosen()) == ("orders", "shop")

    before = walk.hand.copied_at()
    walk.hand.press("alt+2", "Menu", "Up", "Up", "Return")
    walk.wait_for_copy(before)
    assert walk.hand.clipboard().startswith(b"shop\ntopic exchange")


def test_that_what_is_sought_is_stepped_through_or_hidden(walk: Walk) -> None:
    walk.hand.press("ctrl+f")
    walk.hand.type("queue: ready > 0")
    walk.hand.press("Return")
    assert walk.chosen() == "audit"

    walk.hand.press("ctrl+f", "shift+Tab")
    walk.hand.type("H")
    assert "audit" not in walk.drawing()
    walk.hand.press("ctrl+f", "Escape")
    assert "audit" not in walk.drawing()
    walk.hand.press("ctrl+shift+a")
    assert "audit" in walk.drawing()
