"""How the search is compiled: kept on disk, without the interpreter's lock; only doors can be called from Python.

Without numba's run-time: nothing here allocates, and counting references to some forty arrays at each call took four
fifths of the time. What is called for every place looked at is folded into its caller: to hand over a problem, a plan
and the scratch paper means to copy some three hundred words, which took half of the rest.
"""

from typing import Any

from numba import njit

# Flags that numba has and its annotations leave out.
COMPILED: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}

ONLY_FROM_COMPILED: dict[str, Any] = {**COMPILED, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

door = njit(**COMPILED)
inner = njit(**ONLY_FROM_COMPILED)
folded = njit(**ONLY_FROM_COMPILED, forceinline=True)
