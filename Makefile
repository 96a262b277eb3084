# The doors of the project; README.md describes them. Needs Python 3.11 or newer and make, nothing else.
#
# bootstrap.py makes .venv when it is missing or its pins have changed, then becomes the command.

PYTHON ?= python3
BOOTSTRAP = @exec $(PYTHON) -I portal/stack/bootstrap.py

.PHONY: run test check bench

run: export DEMO ?= 1
run:
	$(BOOTSTRAP) portal.stack run

test:
	$(BOOTSTRAP) --tools pytest

check:
	$(BOOTSTRAP) --tools tests.check

bench:
	$(BOOTSTRAP) --tools portal.stack exec .venv/bin/python bench/run.py
