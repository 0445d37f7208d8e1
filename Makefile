# Everything runs from a virtual environment in .venv; paths are relative, so any folder name works.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP_ARGS ?=
COVERAGE ?=
PORT ?= 0

python := .venv/bin/python
install := $(python) -m pip install --disable-pip-version-check --quiet --constraint constraints.txt $(PIP_ARGS)

# Nothing is fetched from a model hub, and nothing is reported to one.
export HF_HUB_OFFLINE := 1
export HF_HUB_DISABLE_TELEMETRY := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: help demo test coverage lint format screenshot clean

help:
	@echo "make demo                  install, index articles/, answer three questions, serve the local page"
	@echo "make demo COVERAGE=path    the same over your own articles"
	@echo "make test                  install, run every test (offline)"
	@echo "make coverage              the tests again, with the branches they leave out"
	@echo "make lint                  check style and types"
	@echo "make format                format the code"
	@echo "make screenshot            draw the pictures of the README again"
	@echo "make clean                 remove the virtual environment; the index stays"

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	"$(PYTHON)" -m venv .venv

.venv/installed-demo: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing (the first time takes some minutes)"
	$(install) --editable ".[demo]"
	@touch $@

.venv/installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing (the first time takes some minutes)"
	$(install) --editable ".[dev]"
	@touch $@ .venv/installed-demo

demo: .venv/installed-demo
ifeq ($(COVERAGE),)
	@$(python) -m bot demo --port $(PORT) \
		--question "What did Bill Nelson say about the Russian missile test?" \
		--question "How many RD-180 engines has Russia delivered to the United States?" \
		--question "How many times did Mark Vande Hei go around the Earth?"
else
	@$(python) -m bot demo --port $(PORT) "$(COVERAGE)"
endif

test: .venv/installed-dev
	OMP_NUM_THREADS=1 $(python) -m pytest --numprocesses auto --dist loadfile

coverage: .venv/installed-dev
	$(python) -m pytest --cov --cov-report=term-missing:skip-covered

lint: .venv/installed-dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy

format: .venv/installed-dev
	$(python) -m ruff format .
	$(python) -m ruff check --fix .

screenshot: .venv/installed-dev
	$(python) docs/screenshot.py

clean:
	rm -rf .venv
