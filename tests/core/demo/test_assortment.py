from random import Random

from core.demo.assortment import ARTICLES, basket, total_of


def test_that_a_basket_costs_what_is_in_it() -> None:
    first, second = ARTICLES[:2]
    items = [{"sku": first.sku, "quantity": 2}, {"sku": second.sku, "quantity": 1}]

    assert total_of(items) == 2 * first.cents + second.cents


def test_that_customers_with_the_same_seed_buy_the_same() -> None:
    assert basket(Random("7")) == basket(Random("7"))
    assert all(1 <= len(basket(Random(seed))) <= 4 for seed in range(50))
