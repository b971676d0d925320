import pytest

from core.sources.budget import _SHARES, SHARE_OF_CORE, Budget


def test_that_what_costs_nothing_is_asked_as_often_as_it_may_be() -> None:
    budget = Budget("edges", shortest=1.0)
    assert (budget.breather, budget.period) == (0.0, 1.0)


@pytest.mark.parametrize("group", [*_SHARES])
def test_that_a_groups_requests_cost_no_more_than_its_share(group: str) -> None:
    budget = Budget(group, shortest=0.1, longest=1e9, took=0.5)
    assert budget.took / budget.period == pytest.approx(SHARE_OF_CORE * _SHARES[group])


def test_that_all_groups_together_cost_a_twentieth_of_a_core() -> None:
    assert sum(_SHARES.values()) == pytest.approx(1.0)
    assert SHARE_OF_CORE <= 0.05


def test_that_even_a_dear_group_is_asked_now_and_then() -> None:
    assert Budget("routes", shortest=1.0, took=3600.0).period == 60.0


def test_that_one_slow_reply_does_not_slow_the_pace_but_two_do() -> None:
    budget = Budget("edges", shortest=1.0)
    for at, seconds in enumerate((0.01, 0.01, 0.5)):
        budget.spent(seconds, float(at))
    assert (budget.took, budget.period) == (0.5, 1.0)
    budget.spent(0.5, 3.0)
    assert budget.period == pytest.approx(0.5 / 0.05 / 0.5)


def test_that_what_is_cheap_may_be_asked_again_at_once_but_not_for_long() -> None:
    budget = Budget("routes", shortest=1.0)
    share = SHARE_OF_CORE * _SHARES["routes"]
    budget.spent(0.002, 0.0)
    assert budget.breather == 0.0

    asked = 1
    while budget.breather == 0.0:
        budget.spent(0.002, 0.0)
        asked += 1
    assert asked * 0.002 == pytest.approx(10.0 * share, abs=0.004)


def test_that_what_is_dear_gets_no_second_request_before_its_share_allows() -> None:
    budget = Budget("routes", shortest=1.0)
    budget.spent(0.44, 0.0)
    assert budget.breather > 30.0
