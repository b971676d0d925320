import pytest

from core.sources.tracing import NodeRun


@pytest.mark.parametrize(
    ("before", "later", "is_same"),
    [
        (NodeRun("7", 10.0), NodeRun("7", 10.0), True),
        (NodeRun("7", 10.0), NodeRun("7", 90.0), True),
        (NodeRun("7", 10.0), NodeRun("7", 5.0), False),
        (NodeRun("7", 10.0), NodeRun("8", 90.0), False),
        (NodeRun("", 0.0), NodeRun("7", 5.0), True),
        (NodeRun("7", 10.0), NodeRun("", 0.0), None),
        (NodeRun("", 0.0), NodeRun("", 0.0), True),
    ],
)
def test_that_a_node_is_known_by_its_process_and_how_long_it_runs(
    before: NodeRun, later: NodeRun, is_same: bool | None
) -> None:
    assert before.is_same_as(later) is is_same
