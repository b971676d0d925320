import json

from core.capabilities import NAMES
from core.capabilities import SWITCHED_OFF as OFF
from tests.api_replies import replies
from tests.core.cli.commands import METRICS, run, shut_broker
from tests.local_http import serving


def test_that_a_broker_that_refuses_is_exit_code_two_with_every_reason() -> None:
    result = run(
        "doctor", "--url", shut_broker(), "--management-url", "off", "--prometheus-url", "off"
    )
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert found.pop("stages")[1]["name"] == "tcp"
    assert tuple(found) == NAMES
    for name, capability in found.items():
        assert capability["ok"] is False
        assert name in result.stderr
        assert result.stderr.count(capability["why"]) == (2 if capability["why"] == OFF else 1)
        assert capability["mend"]
    assert "amqp, event_exchange, firehose: nothing listens at" in result.stderr


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
    assert "amqp, event_exchange, firehose:" in result.stderr
    assert result.exit_code == 2
