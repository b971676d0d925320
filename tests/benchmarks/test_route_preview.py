import pytest

from benchmarks import route_preview


def test_that_a_keystroke_and_a_plain_walk_are_measured_side_by_side(
    capsys: pytest.CaptureFixture[str],
) -> None:
    route_preview.report(route_preview.measure(queues=20, rounds=1))
    printed = capsys.readouterr().out

    assert "nobody takes it" in printed
    assert "plain" in printed


def test_that_each_made_up_message_goes_where_it_says() -> None:
    topology = route_preview.made_up(20)

    taken = {
        what: len(route_preview.plainly(topology, k)) for what, k in route_preview.MESSAGES.items()
    }

    assert taken == {"one queue takes it": 1, "all queues take it": 20, "nobody takes it": 0}
