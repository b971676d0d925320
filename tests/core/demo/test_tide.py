from core.demo.tide import DAY_SECONDS, ORDERS_PER_SECOND, orders_per_second


def rates(seconds: float) -> list[float]:
    return [orders_per_second(tenth / 10) for tenth in range(int(seconds * 10))]


def test_that_a_day_has_its_night_and_its_rush() -> None:
    day = rates(DAY_SECONDS)
    assert 0 < min(day) < ORDERS_PER_SECOND / 2
    assert max(day) > ORDERS_PER_SECOND * 3


def test_that_the_average_is_as_said_apart_from_the_bursts() -> None:
    day = sorted(rates(DAY_SECONDS))
    calm = day[: len(day) * 9 // 10]
    assert abs(sum(calm) / len(calm) - ORDERS_PER_SECOND) < ORDERS_PER_SECOND / 4


def test_that_the_shop_opens_with_something_to_see() -> None:
    assert min(rates(10)) > ORDERS_PER_SECOND / 2
