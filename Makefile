# The doors of the project; each is described in README.md.

.PHONY: test check

test:
	.venv/bin/python -m pytest

check:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
