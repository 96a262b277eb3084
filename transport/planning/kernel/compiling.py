"""How the search is compiled: kept on disk, without the interpreter's lock; only doors can be called from Python.

Without numba's run-time: nothing here allocates, and counting references to some forty arrays at each call took four
fifths of the time.
"""

from numba import njit

door = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
inner = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
