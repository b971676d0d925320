from pathlib import Path
from urllib.parse import urlencode

from core.clock import now
from core.doctor import check
from core.endpoints import endpoints
from core.sources.broker_identity import BrokerIdentity
from core.stage import STAGES, Stage, report
from core.way_in import WayIn
from tests.certificates import DAY, NOW, Authority
from tests.local_http import free_port
from tests.tls_listener import tls_listener


def looked_at(step: str, hosts: str, **parameters: str) -> Stage:
    """The outcome of one step at `hosts`, those before it tried as well."""
    scheme = "amqps" if parameters else "amqp"
    where = endpoints(f"{scheme}://me:hunter2@{hosts}/?{urlencode(parameters)}", "off", "off", {})
    stage = Stage("")
    for name, look in WayIn(where, BrokerIdentity(where, now)).steps().items():
        stage = look()
        if name == step or stage.ok is False:
            break
    assert "hunter2" not in str(stage)
    assert stage.ok is not False or (stage.why and stage.mend)
    return stage


def test_that_names_are_resolved_one_is_enough() -> None:
    found = looked_at("dns", "nowhere.invalid,localhost")
    assert found.ok
    assert "localhost is " in found.detail
    assert "'nowhere.invalid' cannot be resolved" in found.detail
    failed = looked_at("dns", "nowhere.invalid")
    assert (failed.name, failed.ok) == ("dns", False)


def test_that_a_shut_port_is_a_matter_of_tcp() -> None:
    failed = looked_at("tcp", f"127.0.0.1:{free_port()},127.0.0.1:{free_port()}")
    assert (failed.name, failed.ok) == ("tcp", False)
    assert failed.why.count("connection refused") == 2


def test_that_without_tls_there_is_nothing_to_try(tmp_path: Path) -> None:
    pair = Authority(tmp_path).signed("localhost", "localhost")
    with tls_listener(pair) as port:
        assert looked_at("tls", f"localhost:{port}").ok is None


def test_that_a_good_certificate_is_shown(tmp_path: Path) -> None:
    ca = Authority(tmp_path)
    with tls_listener(ca.signed("localhost", "localhost", until=NOW + 9.5 * DAY)) as port:
        found = looked_at("tls", f"localhost:{port}", cacertfile=ca.cacertfile)
    assert found.ok
    assert found.detail.startswith("TLS 1.3; certificate of localhost for localhost, issued by")
    assert found.detail.endswith("(in 9 days)")


def test_that_an_expired_certificate_is_named_and_shown(tmp_path: Path) -> None:
    ca = Authority(tmp_path)
    old = ca.signed("localhost", "localhost", since=NOW - 9 * DAY, until=NOW - 2 * DAY)
    with tls_listener(old) as port:
        failed = looked_at("tls", f"localhost:{port}", cacertfile=ca.cacertfile)
    assert failed.why == f"the TLS certificate of localhost:{port} has expired"
    assert f"expired on {NOW - 2 * DAY:%Y-%m-%d}" in failed.detail


def test_that_a_certificate_of_the_future_blames_the_clock(tmp_path: Path) -> None:
    ca = Authority(tmp_path)
    new = ca.signed("localhost", "localhost", since=NOW + DAY, until=NOW + 2 * DAY)
    with tls_listener(new) as port:
        failed = looked_at("tls", f"localhost:{port}", cacertfile=ca.cacertfile)
    assert "is not valid yet" in failed.why
    assert "clock" in failed.mend


def test_that_the_certificate_of_another_host_is_said(tmp_path: Path) -> None:
    ca = Authority(tmp_path)
    with tls_listener(ca.signed("other", "other.example")) as port:
        failed = looked_at("tls", f"localhost:{port}", cacertfile=ca.cacertfile)
        named = looked_at(
            "tls",
            f"localhost:{port}",
            cacertfile=ca.cacertfile,
            server_name_indication="other.example",
        )
    assert "is another host's" in failed.why
    assert "for other.example" in failed.detail
    assert named.ok


def test_that_a_ca_that_nobody_knows_is_said_unless_nobody_looks(tmp_path: Path) -> None:
    with tls_listener(Authority(tmp_path).signed("localhost", "localhost")) as port:
        failed = looked_at("tls", f"localhost:{port}", verify="verify_peer")
        unseen = looked_at("tls", f"localhost:{port}", verify="verify_none")
    assert "is not trusted" in failed.why
    assert "issued by Test CA" in failed.detail
    assert unseen.ok
    assert "NOT verified" in unseen.detail


def test_that_a_missing_client_certificate_is_noticed_before_amqp(tmp_path: Path) -> None:
    ca = Authority(tmp_path)
    own = ca.signed("client")
    with tls_listener(ca.signed("localhost", "localhost"), ca.cacertfile) as port:
        failed = looked_at("tls", f"localhost:{port}", cacertfile=ca.cacertfile)
        good = looked_at(
            "tls",
            f"localhost:{port}",
            cacertfile=ca.cacertfile,
            certfile=own.certfile,
            keyfile=own.keyfile,
        )
    assert failed.why == f"localhost:{port} wants a client certificate"
    assert good.ok


def test_that_what_is_not_tried_says_why_and_the_report_is_whole() -> None:
    where = endpoints(f"amqp://me:hunter2@127.0.0.1:{free_port()}", "off", "off", {})
    stages = list(check(where))
    assert tuple(stage.name for stage in stages) == STAGES
    assert [stage.why for stage in stages if stage.ok is None] == ["not tried without TCP"] * 5
    text = report(stages, where.shown)
    assert "hunter2" not in text
    assert text.splitlines()[0] == f"Flowscope looked at {where.shown}"
    assert "missing TCP" in text
    assert "start the broker or correct host" in text
