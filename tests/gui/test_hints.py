import pytest

from core.capabilities import Capability
from core.standing import Standing
from gui.header import Status
from gui.hints import NOTHING_THERE, NOTHING_THERE_TO_READ, Hint, hint_of

READ_ONLY = Standing("Shop", read_only=True)


@pytest.mark.parametrize(
    ("status", "edges", "hint"),
    [
        (Status(phase="watching"), 3, Hint()),
        (Status(phase="watching"), 0, NOTHING_THERE),
        (Status(phase="watching", standing=READ_ONLY), 0, NOTHING_THERE_TO_READ),
    ],
)
def test_that_the_empty_flow_says_what_to_do_next(status: Status, edges: int, hint: Hint) -> None:
    assert hint_of(status, edges=edges) == hint


def test_that_a_lost_connection_says_why() -> None:
    hint = hint_of(Status(phase="lost", trouble="nothing listens"), edges=5)

    assert hint.title == "The connection is lost"
    assert hint.body.startswith("Nothing listens. ")
    assert "Ctrl+O" in hint.body


def test_that_a_missing_surface_is_named_with_its_mend() -> None:
    missing = Capability(
        "prometheus", ok=False, why="it is off", mend="name its URL with --prometheus-url"
    )
    hint = hint_of(Status(phase="watching", capabilities={"prometheus": missing}), edges=0)

    assert hint.body == "It is off. Name its URL in the connect dialog (Ctrl+O)."
