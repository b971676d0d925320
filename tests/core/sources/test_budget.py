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
