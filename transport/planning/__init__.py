"""The plan of a day as a dial-a-ride problem, by itself: it knows no tables and no framework.

`problem` says what is asked, `reading` reads the public file format, `solve` searches, `schedule` gives times and
checks, `keeping` keeps compiled code, `meanwhile` plans where none is kept yet. Nothing here imports numba before
`solve` is called: a web process never pays for it.
"""
