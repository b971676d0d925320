import json

from core.capabilities import NAMES
from tests.api_replies import replies
from tests.core.cli.commands import METRICS, run, shut_broker
from tests.local_http import serving


def test_that_a_broker_that_refuses_is_exit_code_two_with_every_reason() -> None:
    result = run(
        "doctor", "--url", shut_broker(), "--management-url", "off", "--prometheus-url", "off"
    )
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert tuple(found) == NAMES
    for name, capability in found.items():
        assert capability["ok"] is False
        assert f"{name}: {capability['why']}" in result.stderr
        assert capability["mend"]


def test_that_what_is_there_is_said_and_nothing_of_it_complained_about() -> None:
    with serving(replies()) as api, serving(lambda _path: METRICS) as metrics:
        result = run(
            "doctor", "--url", shut_broker(),
            "--management-url", api.base, "--prometheus-url", metrics.base,
        )  # fmt: skip
    found = json.loads(result.stdout)
    assert found["management"] == {"ok": True, "detail": "RabbitMQ 3.10.8, rates_mode basic"}
    assert found["prometheus"]["ok"] is True
    assert "management:" not in result.stderr
    assert "amqp:" in result.stderr
    assert result.exit_code == 2
