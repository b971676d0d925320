from core.capabilities import NAMES
from core.facts import CapabilityChanged
from core.surfaces import Surfaces

ONE, OTHER = "http://one:15692", "http://other:15692"


def seen(where: str = "", *, ok: bool, name: str = "prometheus") -> CapabilityChanged:
    return CapabilityChanged(
        at=1.0, capability=name, ok=ok, why="" if ok else "refused", where=where
    )


def test_that_nothing_is_known_before_a_surface_was_seen() -> None:
    surfaces = Surfaces()
    assert {name: surfaces.ok(name) for name in NAMES} == dict.fromkeys(NAMES)
    assert not surfaces.works_somewhere("prometheus")
    assert not surfaces.answered("prometheus", [ONE])
    assert surfaces.answered("prometheus", [])


def test_that_a_cluster_has_what_each_of_its_nodes_has() -> None:
    surfaces = Surfaces()
    surfaces.take(seen(ONE, ok=True))
    surfaces.take(seen(OTHER, ok=False))
    assert surfaces.ok("prometheus") is False
    assert surfaces.works_somewhere("prometheus")
    assert surfaces.answered("prometheus", [ONE, OTHER])
    assert (surfaces.ok_at("prometheus", ONE), surfaces.ok_at("prometheus", OTHER)) == (True, False)
    assert surfaces.ok("amqp") is None
    surfaces.take(seen(OTHER, ok=True))
    assert surfaces.ok("prometheus") is True


def test_that_a_forgotten_surface_does_not_count_for_the_next_sum() -> None:
    surfaces = Surfaces()
    surfaces.take(seen(OTHER, ok=False))
    surfaces.forget("prometheus", OTHER)
    surfaces.take(seen(ONE, ok=True))
    assert surfaces.ok("prometheus") is True
    assert not surfaces.answered("prometheus", [OTHER])
