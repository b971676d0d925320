import pytest

from core.answers import Answer, Answers
from core.bands import NOTHING, Band
from gui.flow import labels
from gui.flow.answer_signs import signs
from gui.flow.scene import scene_of
from tests.gui.flow.sample_graphs import Broker

pytestmark = pytest.mark.usefixtures("qapp")


def derived(low: float, high: float) -> Answer:
    return Answer(Band(10 * low, 10 * high), Band(low, high), "derived", "so")


def observed(rate: float) -> Answer:
    return Answer(Band(9, 9), Band(rate, rate), "observed", "so")


def texts(answers: Answers) -> list[str]:
    return [text for text, _ in signs(answers)]


def test_that_what_comes_back_now_is_signed() -> None:
    answers: Answers = {"nack": observed(3), "reject": observed(0), "requeue": observed(0.5)}
    assert texts(answers) == ["nack 3/s", "requeue 0.5/s"]


def test_that_a_band_is_shown_with_its_error() -> None:
    assert texts({"nack_or_reject": derived(2, 4)}) == ["⊘ 2\N{EN DASH}4/s"]


def test_that_a_band_from_zero_is_no_sign() -> None:
    assert texts({"nack_or_reject": derived(0, 4)}) == []
    assert texts({"nack": Answer(NOTHING, None, "observed", "")}) == []


def test_that_a_label_carries_the_signs() -> None:
    broker = Broker()
    edge = broker.edge("deliver", broker.queue("q"), broker.service("a"), deliver=5.0, ack=5.0)
    broker.tick()
    broker.tick()
    broker.graph.answers = {edge.key: {"reject": observed(2)}}
    scene = scene_of(broker.graph, None)

    assert labels.parts(scene, scene.keys.index(edge.key))[-1] == ("reject 2/s", "warning")
