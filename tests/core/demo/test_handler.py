"""Services that handle message after message, and that no service is without its work."""

import asyncio
from typing import Any

import pytest

from core.demo.books import Books
from core.demo.handler import Handler
from core.demo.service import Service, Surroundings
from core.endpoints import endpoints


@pytest.mark.parametrize("unfinished", [Service, Handler])
def test_that_a_service_has_to_say_what_it_does(unfinished: type[Any]) -> None:
    around = Surroundings(endpoints("amqp://127.0.0.1:1"), Books(), asyncio.Event())

    with pytest.raises(TypeError, match="abstract"):
        unfinished("nobody", around)
