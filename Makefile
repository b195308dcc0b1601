SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python

help:  ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/:/' | column -t -s ':'

setup:  ## Make .venv with everything; finds or brings uv and Chromium
	@bash checks/setup/setup.sh

demo: setup  ## The main job in ten steps; on a terminal it stays up afterwards
	@if [ -t 1 ]; then .venv/bin/indokona demo --stay; else .venv/bin/indokona demo; fi

up: setup  ## Everything, with embedded databases, until Ctrl-C
	@.venv/bin/indokona up

bench: setup  ## Measured against floors: make bench NAME=import (or up, demo, campaign, send, intake, inbox, growth, erase, access, audit, retention); all without a name
	@for name in $(or $(NAME),up demo import campaign send intake inbox growth erase access audit retention); do .venv/bin/indokona bench $$name || exit 1; done

web: setup  ## Hot reload of the web app against a running `make up`
	@$(PY) hatch_build.py dev

check: setup  ## The static half: format, lint, types, layers, house rules, links
	@$(PY) -m checks

test: check  ## Everything that must pass
	@.venv/bin/pytest -n 3 --dist loadfile --no-loadscope-reorder

drill: setup  ## A long proof by its name: make drill NAME=kill
	@[ -n "$(NAME)" ] || { echo "make drill NAME=…, one of: $$(ls tests/drills | sed -n 's/^test_\(.*\)\.py$$/\1/p' | xargs)"; exit 2; }
	@[ -f "tests/drills/test_$(NAME).py" ] || { echo "There is no drill $(NAME)."; exit 2; }
	@.venv/bin/pytest tests/drills/test_$(NAME).py -m drill -s

look: setup  ## Screenshots of every page, into look/
	@$(PY) -m checks.look

pictures: setup  ## The pictures of README and guide, taken anew
	@$(PY) -m checks.pictures

client: setup  ## Write the web app's client anew from the API
	@.venv/bin/indokona openapi > web/openapi.json
	@$(PY) hatch_build.py run generate

lock:  ## Write the locks anew, in the form that names no host
	@bash checks/setup/lock.sh

.PHONY: help setup demo up check test look pictures lock drill bench web client
