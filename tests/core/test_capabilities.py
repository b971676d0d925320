from core.capabilities import NAMES, Capability, unprobed


def test_that_nothing_is_known_before_it_was_looked_at() -> None:
    capabilities = unprobed()
    assert tuple(capabilities) == NAMES
    assert all(c.ok is None for c in capabilities.values())
    assert capabilities["amqp"].as_json() == {"ok": False, "why": "not probed yet", "mend": ""}


def test_that_what_is_missing_says_why_and_what_to_do() -> None:
    capability = Capability("management", ok=False, why="refused", mend="enable it")
    assert capability.as_json() == {"ok": False, "why": "refused", "mend": "enable it"}


def test_that_what_is_there_says_what_it_is_and_nothing_else() -> None:
    capability = Capability("management", ok=True, mend="enable it", detail="RabbitMQ 4.0.5")
    assert capability.as_json() == {"ok": True, "detail": "RabbitMQ 4.0.5"}
    assert Capability("amqp", ok=True).as_json() == {"ok": True}
