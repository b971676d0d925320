"""A read-only profile is kept to by what writes, whoever asks it and whatever the window shows."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import now
from core.demo.demo import CannotStart, GivenBroker
from core.endpoints import Endpoints, endpoints
from core.publishing import Publish
from core.sources.firehose import FirehoseSource
from core.sources.http import SurfaceError
from core.sources.management_client import ManagementClient
from core.sources.publisher import Publisher
from core.sources.tap import TapSource
from core.sources.tracing_mender import TracingMender
from core.sources.tracing_records import Records, TracingRecord
from core.standing import Standing
from core.tapping import TapTarget
from tests.api_replies import replies
from tests.local_http import serving

WHY = "the profile 'Shop' is read-only"


def read_only(management: str = "off") -> Endpoints:
    where = endpoints("amqp://127.0.0.1:1", management, "off", {})
    return replace(where, standing=Standing("Shop", read_only=True))


def test_that_nothing_is_published() -> None:
    publisher = Publisher(read_only(), lambda _: None)
    run = publisher.run(Publish(exchange="", routing_key="q", body=b"x"), 2)
    assert run.wait(10)
    publisher.stop()
    publisher.join(5)
    assert run.trouble is not None
    assert run.trouble.why == WHY
    assert "read-only mark" in run.trouble.mend
    assert (run.sent, run.progress.failed) == (0, 2)


def test_that_nothing_is_tapped() -> None:
    tap = TapSource(read_only(), TapTarget("amq.topic", None, ("a.*",)))
    tap.start()
    tap.join(10)
    assert tap.state.phase == "refused"
    assert tap.state.trouble is not None
    assert tap.state.trouble.why == WHY


def test_that_tracing_is_not_switched_on(tmp_path: Path) -> None:
    with serving(replies()) as api:
        source = FirehoseSource(read_only(api.base), lambda _: True, records=tmp_path)
        source.start()
        source.join(10)
    assert source.state.phase == "refused"
    assert source.state.trouble is not None
    assert source.state.trouble.why == WHY


def test_that_nothing_is_put_by_the_management_api() -> None:
    with serving(replies()) as api, pytest.raises(SurfaceError, match="read-only"):
        ManagementClient(read_only(api.base)).put("/api/vhosts/x", {})
    assert api.asked == []


def test_that_what_an_earlier_firehose_left_is_left_to_others(tmp_path: Path) -> None:
    record = TracingRecord(vhost="/", cluster="c", at=now(), nodes={})
    Records(tmp_path).write(record).leave()
    mender = TracingMender(read_only(), lambda _: None, records=tmp_path)
    mender.start()
    mender.join(5)
    assert not Records(tmp_path).is_empty


def test_that_the_demo_does_not_run_there() -> None:
    with pytest.raises(CannotStart, match="read-only"):
        GivenBroker(read_only()).start()
