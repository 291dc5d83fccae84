# `make` alone prints the targets. `make run` and `make test` set up all they
# need in .venv, from the lock files alone; nothing outside this folder changes
# but the package cache (and, on Debian as root, python3-venv where it lacks).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup run test journeys browser check lint bench lock clean always
MAKEFLAGS += --no-builtin-rules

ifeq ($(filter oneshell,$(.FEATURES)),)
$(error GNU make 3.82 or later is needed, this is $(MAKE_VERSION))
endif

# Set on the command line; `=` keeps what the environment happens to hold out.
HISTORY =
NAME =
DATA =
JSON =
ARGS =
PYTHON =

# Where Python may not keep what it compiled, each process compiles all it loads anew: seconds.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PIP := .venv/bin/python -m pip --quiet
UV := .venv/bin/uv --quiet
LOCKS := requirements-setup.lock requirements.lock requirements-dev.lock

# Whoever once set up the tools keeps them: `make run` then minds both stamps.
READY := $(if $(wildcard .venv/ready-dev),.venv/ready-dev,.venv/ready)

# A folder that was moved or whose Python went away is set up anew.
ifneq ($(shell grep -qs "[=\"']$(CURDIR)/.venv" .venv/bin/activate && .venv/bin/python -c "" && echo sound),sound)
.venv/ready: always
endif

help: ## print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: .venv/ready-dev

run: $(READY) ## start tacit; HISTORY=FOLDER rehearses that history first
	@exec .venv/bin/tacit run $(if $(HISTORY),--history "$(HISTORY)")

test: .venv/ready-dev ## run every check and every test; ARGS go to pytest
	@make --no-print-directory -j2 lint browser
	# Tests of whole processes mostly wait for them: two of ours a core.
	.venv/bin/python -m pytest -n $$((2 * $$(nproc))) $(ARGS)

journeys: .venv/ready-dev browser ## walk through the pages in a real Chromium; TACIT_PICTURES=FOLDER keeps pictures
	@.venv/bin/python -m pytest tests/journeys/browser $(ARGS)

check: lint ## lint, types, floors, sizes, words and documents: no services, under a minute
	@.venv/bin/python -m pytest tests/test_tidy.py tests/test_docs.py

lint: .venv/ready-dev
	@.venv/bin/ruff check .
	.venv/bin/mypy

bench: .venv/ready-dev ## measure: NAME=learning_curve, and DATA=FOLDER JSON=FILE SVG=FOLDER ARGS="…" as needed
	@if [ ! -f "bench/$(NAME).py" ]; then
	  echo "make bench NAME=…, one of: $$(grep -l '^def main' bench/*.py | xargs -r -n 1 basename -s .py | xargs)" >&2
	  exit 2
	fi
	.venv/bin/python -m bench.$(NAME) $(if $(DATA),--data "$(DATA)") $(if $(JSON),--json "$(JSON)") $(if $(SVG),--svg "$(SVG)") $(ARGS)

COMPILE = $(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 $(ARGS)
lock: .venv/ready ## write the lock files anew from pyproject.toml; ARGS=--upgrade moves the versions
	@$(COMPILE) pyproject.toml -o requirements.lock >/dev/null
	$(COMPILE) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock >/dev/null
	printf 'setuptools>=77\nuv\n' | $(COMPILE) - -o requirements-setup.lock >/dev/null

clean: ## remove the environment, caches and build products; your data stays
	@rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist src/*.egg-info
	find src bench tests tools -name __pycache__ -prune -exec rm -rf {} +

# ---- set-up ----------------------------------------------------------------

# The tests themselves say in one line what to install where this could not. The headless
# shell is the same engine without the browser around it, and needs a third of the time.
browser:
	@if [ "$$(id -u)" = 0 ] && [ -z "$${TACIT_CHROMIUM:-}" ] && command -v apt-get >/dev/null \
	  && ! command -v chromium-headless-shell >/dev/null; then
	  echo "installing chromium-headless-shell …" >&2
	  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium-headless-shell; } >/dev/null 2>&1 || true
	fi

# The stamps come last, so an interrupted set-up is done again. One at a time,
# also of two `make` in two terminals: who waited asks whether it is done now.
.venv/ready: pyproject.toml requirements-setup.lock requirements.lock requirements-dev.lock
	@$(alone)
	if MAKEFLAGS= make -qs --no-print-directory .venv/ready; then exit 0; fi
	echo "setting up .venv from the lock files …" >&2
	rm -f .venv/ready .venv/ready-dev
	$(cache)
	if ! { grep -qs "[=\"']$$PWD/.venv" .venv/bin/activate && $(PIP) --version; } >/dev/null 2>&1; then
	  $(python)
	  rm -rf .venv
	  "$$python" -m venv .venv
	fi
	$(PIP) install --require-hashes -r requirements-setup.lock
	$(UV) pip sync --python .venv/bin/python --require-hashes requirements.lock || $(call pip_instead,requirements.lock)
	$(UV) pip install --python .venv/bin/python --no-deps --no-build-isolation -e .
	touch .venv/ready

.venv/ready-dev: .venv/ready
	@$(alone)
	$(cache)
	$(UV) pip install --python .venv/bin/python --require-hashes -r requirements-dev.lock || $(call pip_instead,requirements-dev.lock)
	touch .venv/ready-dev

define alone
	mkdir -p .cache
	exec 9>.cache/setup.lock
	! command -v flock >/dev/null || flock 9
endef

# A package mirror may be known to pip alone, whose settings uv does not read.
pip_instead = { echo "uv could not install $(1), trying pip …" >&2; $(PIP) install --require-hashes -r $(1); }

# Caches go into this folder where HOME is missing or cannot be written.
define cache
	home=$${XDG_CACHE_HOME:-$${HOME:-/nonexistent}}
	cache=$${XDG_CACHE_HOME:-$$home/.cache}
	if ! { [ -d "$$home" ] && mkdir -p "$$cache/uv" "$$cache/pip" && [ -w "$$cache/uv" ] && [ -w "$$cache/pip" ]; } 2>/dev/null; then
	  export UV_CACHE_DIR="$${UV_CACHE_DIR:-$$PWD/.cache/uv}" PIP_CACHE_DIR="$${PIP_CACHE_DIR:-$$PWD/.cache/pip}"
	fi
endef

# Sets $python to the first Python that is new enough and can make a venv.
define python
	python=
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.11 python3 python3.12 python3.13); do
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi
	done
	if [ -z "$$python" ]; then
	  echo "tacit needs Python 3.11 or later, and $(or $(PYTHON),python3) is $$("$(or $(PYTHON),python3)" --version 2>/dev/null || echo missing). Name one: make PYTHON=/path/to/python3.11 …" >&2
	  exit 1
	fi
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then
	  package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	    echo "installing $$package …" >&2
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$$package"; } >/dev/null 2>&1 || true
	  fi
	  if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then
	    echo "$$python cannot make a virtual environment. As root: apt-get install $$package" >&2
	    exit 1
	  fi
	fi
endef
