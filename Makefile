# The doors of the project; README.md describes them. Needs Python 3.11 or newer and make, nothing else.
#
# bootstrap.py makes .venv when it is missing or its pins have changed, then becomes the command.

PYTHON ?= python3
BOOTSTRAP = $(PYTHON) -I portal/stack/bootstrap.py
IN = .venv/bin
OFFLINE = DJANGO_SETTINGS_MODULE=tests.offline $(IN)/python

.PHONY: run test bench load faults check

run: export DEMO ?= 1
run:
	@exec $(BOOTSTRAP) portal.stack run

test:
	@exec $(BOOTSTRAP) --tools pytest

bench: export DATA_DIR ?= build/bench
bench:
	@exec $(BOOTSTRAP) --tools portal.stack exec $(IN)/python bench/run.py

load:
	@exec $(BOOTSTRAP) --tools bench.load

faults:
	@exec $(BOOTSTRAP) --tools tests.faults.report

# Each check is a target of its own; two run at a time, the slowest first.
CHECKS = check-types check-house check-deploy check-migrations check-style check-format check-pages
.PHONY: $(CHECKS)

check:
	@$(BOOTSTRAP) --tools compileall -q portal/__init__.py
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target $(CHECKS) && echo "All checks passed."

check-types:
	@$(IN)/mypy --no-error-summary

check-house:
	@$(IN)/pytest -q -p no:cacheprovider --ds=tests.offline tests/architecture

check-deploy:
	@$(OFFLINE) manage.py check
	@TLS=1 $(OFFLINE) manage.py check --deploy --fail-level WARNING

check-migrations:
	@$(OFFLINE) -W ignore manage.py makemigrations --check --dry-run

check-style:
	@$(IN)/ruff check --quiet .

check-format:
	@$(IN)/ruff format --quiet --check .

check-pages:
	@$(IN)/djade --check --target-version 5.2 $$(find templates -name '*.html')
	@$(IN)/djlint --quiet --lint templates
