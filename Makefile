# Two words matter: `make demo` and `make test`. Both set everything up first.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
PORT ?= 8000
export PORT
KINFILE_DATA ?= var
export KINFILE_DATA
# Council networks have certificates of their own: pip and uv must trust what the system trusts.
PIP_TRUST := $(if $(SSL_CERT_FILE),--cert $(SSL_CERT_FILE),)
UV := UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv
RUN := .venv/bin/python

.PHONY: help setup demo demo-reset run work test lint format types screenshots clean

help:
	@echo "make demo         set everything up and serve a populated demo council"
	@echo "make demo-reset   the same, from nothing: the demo's data in $(KINFILE_DATA) is removed first"
	@echo "make test         set everything up and run every test"
	@echo "make lint         ruff, types, arrows, migrations"
	@echo "make format       let ruff put the code in order"
	@echo "make screenshots  take the pictures of the README again (needs Chromium)"

setup: .venv/.ready

.venv/.ready: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else "Kinfile needs Python 3.11: call make with PYTHON=/path/to/python3.11")'
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	test -x .venv/bin/uv || .venv/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_TRUST) uv==$(UV_VERSION)
	$(UV) sync --frozen --quiet --inexact
	touch $@

demo: setup
	$(RUN) manage.py demo

demo-reset: setup
	$(RUN) manage.py demo --reset

run: setup
	DJANGO_SETTINGS_MODULE=portal.settings.development $(RUN) -m gunicorn portal.wsgi --bind 127.0.0.1:$(PORT) --threads 4

work: setup
	$(RUN) manage.py work

test: setup lint
	$(RUN) -m tests.run

lint: setup
	.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet . >/dev/null || { echo "Some files are not in order: run make format."; exit 1; }
	.venv/bin/lint-imports
	.venv/bin/mypy
	KINFILE_DATA=$$(mktemp -d) $(RUN) manage.py makemigrations --check --dry-run

format: setup
	.venv/bin/ruff check --fix --quiet .
	.venv/bin/ruff format --quiet .

types: setup
	.venv/bin/mypy

screenshots: setup
	$(RUN) -m tests.screenshots

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
