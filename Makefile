# What a person or CI runs; `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
# compiled modules are kept: a start that compiles everything anew takes twice as long
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run system test check bench test-long words lock format clean

help:
	@echo "make run        install what is needed and open Pomoclock on demo data"
	@echo "make test       the whole default test suite"
	@echo "make check      formatting, lint, types, layers"
	@echo "make bench      speed and size as ratios to floors measured in the same run"
	@echo "make test-long  soak, kill and simulation suites with big numbers"
	@echo "make words      collect the window's words and build the translations"
	@echo "make lock       write the lock files anew from pyproject.toml"

run: system $(VENV)/run.stamp
	@packaging/run-demo.sh $(BIN)/pomoclock $(DEMO)

test: $(VENV)/dev.stamp
	@packaging/linux/system-libraries.sh tests
	$(BIN)/python -m pytest -q tests

# before anything is downloaded: whoever cannot install packages learns at once what is missing
system:
	@packaging/linux/system-libraries.sh window $(PYTHON)

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/check_lock.py

bench: $(VENV)/dev.stamp
	@packaging/linux/system-libraries.sh tests
	$(BIN)/python -m tests.benchmarks

test-long: $(VENV)/dev.stamp
	@packaging/linux/system-libraries.sh tests
	$(BIN)/python -m pytest -q tests --long

words: $(VENV)/dev.stamp
	$(BIN)/python packaging/words.py

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/dev.stamp
	$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -c requirements.lock \
	  -o requirements-dev.lock

clean:
	rm -rf build dist $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@packaging/make-venv.sh $(PYTHON) $(VENV) requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml
	@packaging/make-venv.sh $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/run.stamp
