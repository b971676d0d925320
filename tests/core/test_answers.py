from core.answers import Answer, told_names
from core.bands import Band
from core.graph import Edge

EDGE = Edge("deliver", "queue:q", "service:s")


def answer(low: int, *, at_least: bool) -> Answer:
    return Answer(Band(low, low), Band(low, low), "observed", "", at_least)


def test_that_no_fewer_than_none_is_not_told_beside_a_derived_sum() -> None:
    nothing, sum_ = answer(0, at_least=True), answer(2, at_least=False)
    told = told_names(EDGE, {"nack": nothing, "reject": nothing, "nack_or_reject": sum_})
    assert "nack_or_reject" in told
    assert not {"nack", "reject"} & set(told)


def test_that_what_was_seen_is_told_beside_a_derived_sum() -> None:
    some, sum_ = answer(1, at_least=True), answer(2, at_least=False)
    assert "nack" in told_names(EDGE, {"nack": some, "nack_or_reject": sum_})


def test_that_a_lower_bound_is_told_where_no_sum_is_known() -> None:
    assert "nack" in told_names(EDGE, {"nack": answer(0, at_least=True)})
