import io

from core.proxy.reports import Passing, ReportReader, Trouble, state_report
from core.wording import keep_phrases, tr
from tests.core.other_language import spoken


def test_that_a_state_is_read_as_it_was_told() -> None:
    for state in (Passing(3), Trouble("no broker", "start it", is_the_end=True)):
        assert ReportReader(io.BytesIO(state_report(state))).read() == state


def test_that_trouble_is_worded_where_it_is_read() -> None:
    keep_phrases()
    try:
        report = state_report(Trouble(tr("{at} wants TLS", at="mq:5672"), tr("try again")))
    finally:
        keep_phrases(False)

    with spoken({"{at} wants TLS": "{at} 要求 TLS", "try again": "重试"}):
        found = ReportReader(io.BytesIO(report)).read()

    assert found == Trouble("mq:5672 要求 TLS", "重试")
