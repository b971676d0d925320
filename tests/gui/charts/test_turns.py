"""Charts are drawn in turns: for a while, then the rest."""

from core.clock import Clock
from gui.charts.turns import Turns


class Hand:
    """Draws letters, a second each."""

    def __init__(self) -> None:
        self.at = 0.0
        self.drawn = ""
        self.turns: Turns[str] = Turns(self._draw, self.clock)

    @property
    def clock(self) -> Clock:
        return lambda: self.at

    def _draw(self, letter: str) -> None:
        self.at += 1.0
        self.drawn += letter


def test_that_it_stops_when_its_time_is_over_and_goes_on_where_it_was() -> None:
    hand = Hand()
    hand.turns.begin("abcd")
    hand.turns.go_on(1.5)
    assert (hand.drawn, hand.turns.are_over) == ("ab", False)
    hand.turns.go_on(1.5)
    assert (hand.drawn, hand.turns.are_over) == ("abcd", True)


def test_that_one_has_a_turn_however_little_time_there_is() -> None:
    hand = Hand()
    hand.turns.begin("ab")
    hand.turns.go_on(0.0)
    assert hand.drawn == "a"


def test_that_whoever_waits_is_not_overtaken_by_a_new_round() -> None:
    hand = Hand()
    hand.turns.begin("abcd")
    hand.turns.go_on(1.5)
    hand.turns.begin("abcd")
    hand.turns.go_on()
    assert hand.drawn == "ab" + "cdab"


def test_that_who_is_gone_has_no_turn() -> None:
    hand = Hand()
    hand.turns.begin("abc")
    hand.turns.begin("ac")
    hand.turns.go_on()
    assert hand.drawn == "ac"


def test_that_what_a_hand_moves_is_drawn_first_and_once() -> None:
    hand = Hand()
    hand.turns.begin("abc")
    hand.turns.put_first("c")
    hand.turns.go_on()
    assert hand.drawn == "cab"
