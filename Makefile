# Every command of the project; `make` alone lists them.

PY := .venv/bin/python
# The settings of the running demo, unless others are given.
DEMO_ENV = [ -n "$$STETHOS_DATABASE_URL" ] || [ -e var/demo.env ] \
	|| { echo "Start the demo first, or set STETHOS_DATABASE_URL."; exit 1; }; \
	set -a; [ -n "$$STETHOS_DATABASE_URL" ] || . ./var/demo.env;

.DEFAULT_GOAL := help
.PHONY: help run run-env test test-env check lint types servers bench screens messages fleet-import fleet-export forget

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: run-env ## start everything with a simulated fleet (ARGS="--machines 200"), until Ctrl-C
	@$(PY) -m demo $(ARGS)

test: test-env servers ## run all tests (ARGS="tests/db -k late"), on TimescaleDB and a real Mosquitto if possible
	@$(PY) -m pytest $(ARGS)

check: lint types servers ## what CI runs: lint, types, and all tests on both editions of the database
	@$(PY) -m tools.check

lint: test-env ## look for mistakes and strange style
	@$(PY) -m ruff check --quiet .

types: test-env ## check the types
	@$(PY) -m mypy --no-error-summary .

servers: test-env ## get the servers and the browser the tests need, as root on Debian
	@$(PY) -m tools.servers

bench: test-env servers ## measure (NAME=ingest_rate for one scenario), append to bench/history.csv
	@$(PY) -m bench $(NAME)

screens: test-env servers ## take the screenshots in docs/screens/
	@$(PY) -m tools.screens

fleet-import: run-env ## bring a fleet file into the database (FILE=fleet.yaml), the running demo's by default
	@$(DEMO_ENV) $(PY) -m fleet import $(FILE)

fleet-export: run-env ## write the fleet to a file (FILE=fleet.yaml), the running demo's by default
	@$(DEMO_ENV) $(PY) -m fleet export $(FILE)

messages: test-env ## collect the texts people see for translators, in translations/messages.pot
	@$(PY) -m tools.messages

forget: ## remove the demo's data
	@[ ! -e var/lock ] || flock --nonblock var/lock true || { echo "Stop the demo first."; exit 1; }
	@[ ! -e var/servers ] || rm -rf "$$(readlink -f var/servers)"
	@rm -rf var

run-env:
	@tools/environment.sh demo

test-env:
	@tools/environment.sh dev
