"""No promise is broken unseen: a running copy is worked and harmed at once, and its record compared with what was said.

`site` starts the copy, `workload` calls it as operators do and remembers every answer, `nemesis` harms it, `checker`
compares. `test_short.py` gives each fault seconds; `make faults` gives it minutes and writes docs/faults.md.
"""
