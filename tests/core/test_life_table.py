from typing import get_args

import pytest

from core.life_table import AFTER, STATE_WORDS, TRANSITIONS, Event, State, after


def test_that_every_state_is_in_the_table_and_has_words() -> None:
    assert set(get_args(State)) == set(TRANSITIONS) == set(STATE_WORDS)


def test_that_every_event_leads_somewhere_from_where_nothing_was_seen() -> None:
    assert set(TRANSITIONS["unseen"]) == set(get_args(Event))


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("event", get_args(Event))
def test_that_events_are_believed_even_where_they_are_not_expected(
    state: State, event: Event
) -> None:
    reached, is_expected = after(state, event)

    assert is_expected == (event in TRANSITIONS[state])
    assert reached == TRANSITIONS[state].get(event, AFTER[event])
