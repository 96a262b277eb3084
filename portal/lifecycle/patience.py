"""Two acts that lock the same rows in another order: the database breaks one off, and that one is simply done again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

P = ParamSpec("P")
R = TypeVar("R")

TIMES = 4
DEADLOCK = "40P01"  # PostgreSQL's code: nothing of the transaction was written


def done_again_after_a_deadlock(act: Callable[P, R]) -> Callable[P, R]:
    """For an act that is one transaction. Stands outside of it: inside another one only that one can be done again.

    A desk's tap goes from the booking to its trip, a driver's from the trip to its booking, a guard's from the pass to
    both: each is right where it begins, and no order of locking suits all.
    """

    @wraps(act)
    def patient(*args: P.args, **kwargs: P.kwargs) -> R:
        for _turn in range(TIMES - 1):
            is_inner = connection.in_atomic_block
            try:
                return act(*args, **kwargs)
            except OperationalError as error:
                if is_inner or getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                    raise
        return act(*args, **kwargs)

    return patient
