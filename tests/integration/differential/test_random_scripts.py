"""Random scripts are played on both brokers as well; FLOWSCOPE_RANDOM_SCRIPTS says how many."""

import os
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings

from tests.integration.differential.random_scripts import scripts
from tests.integration.differential.stage import Script, played
from tests.integration.differential.transcript import difference

AMOUNT = int(os.environ.get("FLOWSCOPE_RANDOM_SCRIPTS", "30"))


@settings(max_examples=AMOUNT, suppress_health_check=list(HealthCheck))
@given(script=scripts)
def test_that_the_embedded_broker_follows_rabbitmq_wherever_it_goes(
    script: Script, ports: tuple[int, int]
) -> None:
    with ThreadPoolExecutor(2) as both:
        theirs, ours = both.map(lambda port: played(script, port), ports)
    told = difference(theirs, ours, ("RabbitMQ", "embedded"))
    assert not told, f"\n{told}"
