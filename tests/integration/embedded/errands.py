"""A Celery application as anybody would write it, for a worker and for the one who calls it."""

import os
from typing import Any

from celery import Celery

app = Celery("errands", broker=os.environ.get("ERRANDS_BROKER"), backend="rpc://")


def _add(one: int, other: int) -> int:
    return one + other


def _fail_twice(task: Any) -> int:
    """Succeeds at the third try; says how often it was retried."""
    if task.request.retries < 2:
        raise task.retry(countdown=0.05)
    retries: int = task.request.retries
    return retries


add = app.task(_add, name="errands.add")
fail_twice = app.task(_fail_twice, name="errands.fail_twice", bind=True)
