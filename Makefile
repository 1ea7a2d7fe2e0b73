# make demo    the whole job on built-in feeds, with nothing configured
# make test    the whole gate: make check, then the tests on every Python there is
# make check   format, lint, types, import contracts
# make bench   every benchmark beside what a user would pick instead
#
# Each sets up what it needs, in virtual environments made with python3 alone.

PYTHON ?= python3
BIN := .venv/bin
PIP_FLAGS := --quiet --disable-pip-version-check --constraint constraints.txt
NEWER := $(shell sh tests/pythons.sh)
BENCHES := bench-collect bench-dedupe bench-render bench-check bench-desk

.PHONY: demo test check bench install validators $(BENCHES)

demo: .venv/installed
	$(BIN)/newsletter demo newsletter-demo

test: check $(foreach python,$(NEWER),test-$(python))
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BENCHES)

bench-collect: .venv/installed bench/.venv-reader/installed
	$(BIN)/python bench/collect.py bench/.venv-reader/bin/python

bench-dedupe: .venv/installed
	$(BIN)/python bench/dedupe.py

bench-render: .venv/installed
	$(BIN)/python bench/render.py

bench-check: .venv/installed bench/.venv-proselint/installed
	$(BIN)/python bench/check.py bench/.venv-proselint/bin/python

bench-desk: .venv/installed
	$(BIN)/python bench/desk.py

# Two judges of our markup, for tests/test_validators.py; they need npm and Java.
validators:
	npm install --prefix tests/validators --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error

# What a benchmark compares us with never shares an environment with us.
bench/.venv-%/installed: bench/peers-%.txt
	$(PYTHON) -m venv bench/.venv-$*
	bench/.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[dev]'
	touch $@

# A newer Python runs the same tests, without the browser and the wheel.
define newer
.PHONY: test-$(1)
test-$(1): .venv-$(1)/installed
	.venv-$(1)/bin/python -m pytest --numprocesses auto --dist worksteal -m 'not browser and not installation'
.venv-$(1)/installed: pyproject.toml constraints.txt
	$$$$(sh tests/pythons.sh --path $(1)) -m venv .venv-$(1)
	.venv-$(1)/bin/python -m pip install $(PIP_FLAGS) --editable '.[dev]'
	touch $$@
endef
$(foreach python,$(NEWER),$(eval $(call newer,$(python))))
