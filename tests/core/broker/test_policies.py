"""Which policies are accepted."""

from typing import Any

import pytest

from core.broker.policies import Policy, PolicyError, check, strongest


def policy(definition: dict[str, Any], pattern: str = "^q", apply_to: str = "all") -> Policy:
    return Policy("p", pattern, definition, apply_to)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (policy({}), "no policy provided"),
        (policy({"max-length": 1}, pattern="("), "regular expression"),
        (policy({"max-length": 1}, apply_to="moons"), "apply-to"),
        (policy({"ha-mode": "all"}), '[{<<"ha-mode">>,<<"all">>}] are not recognised'),
        (policy({"message-ttl": "x"}), '<<"x">> is not a valid message TTL'),
        (policy({"message-ttl": True}), "not a valid message TTL"),
        (policy({"expires": 0}), "not a valid queue expiry"),
        (policy({"max-length": -1}), "not a valid maximum length"),
        (policy({"overflow": "spill"}), "not a valid overflow"),
        (policy({"dead-letter-exchange": 5}), "not a valid dead letter exchange"),
    ],
)
def test_that_a_policy_that_cannot_hold_is_refused(bad: Policy, why: str) -> None:
    with pytest.raises(PolicyError) as refused:
        check(bad)

    assert why in str(refused.value)


def test_that_good_policies_are_accepted() -> None:
    check(policy({"message-ttl": 0, "max-length-bytes": 5, "overflow": "reject-publish-dlx"}))


def test_that_the_highest_priority_that_fits_is_the_strongest() -> None:
    policies = [
        Policy("low", "", {"max-length": 1}),
        Policy("high", "^q", {"max-length": 2}, "queues", 5),
        Policy("other", "^q", {"alternate-exchange": "x"}, "exchanges", 9),
    ]

    assert strongest(policies, "queue", "q1") is policies[1]
    assert strongest(policies, "queue", "x") is policies[0]
    assert strongest(policies, "exchange", "q1") is policies[2]
    assert strongest([], "queue", "q1") is None
