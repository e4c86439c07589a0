# Each target explains itself: make help. Everything generated lies in .mdq/ (MDQ_DIR moves it).
MDQ_DIR ?= $(CURDIR)/.mdq
PY := $(MDQ_DIR)/venv/bin/python
DB ?= mdq
export MDQ_DIR DB
export PYTHONDONTWRITEBYTECODE = 1
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help run stop reset shell psql logs backup restore i18n lint core test validation bench test-odoo setup setup-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ## set up what is missing and start the suite on http://localhost:8069, in the background
	@bash scripts/run.sh

stop: ## stop the server and the embedded PostgreSQL
	@[ ! -x $(PY) ] || { $(PY) scripts/server.py stop; $(PY) scripts/postgres.py stop; }

reset: ## delete the database (asks first; CONFIRM=yes does not ask); the next make run makes it anew
	@bash scripts/reset.sh

shell: setup ## Python with the database's records: make shell [DB=mdq]
	@$(PY) scripts/database.py check $(DB)
	@scripts/odoo shell -d $(DB) --no-http --log-level=warn

psql: setup ## SQL on the database, also from standard input: echo 'SELECT 1' | make psql
	@$(PY) scripts/database.py check $(DB)
	@scripts/psql -d $(DB)

logs: ## follow the server's log
	@tail -n 50 -F $(MDQ_DIR)/log/server.log

backup: setup ## database and files in one archive: make backup [FILE=name.tar]
	@$(PY) scripts/backup.py backup $(DB) $(FILE)

restore: setup ## bring an archive back and verify it: make restore FILE=name.tar [DB=mdq] [CONFIRM=yes]
	@$(PY) scripts/backup.py restore $(DB) $(FILE)

i18n: setup-dev ## bring the terms and the Chinese translations up to date: make i18n [ADDON=mdq_quality]
	@$(PY) scripts/i18n.py $(ADDON)

lint: setup-dev ## ruff, pylint-odoo, XML, translations, and what tests/suite says of all addons
	@$(PY) scripts/lint.py

core: ## the reckoning: plain Python tests, in a second
	@[ -x $(PY) ] || bash scripts/setup.sh dev
	@$(PY) scripts/test.py --core

test: ## all tests, or one addon's on a kept database: make test [ADDON=mdq_quality] [K=part_of_a_name]
	@bash scripts/setup.sh dev
	@$(PY) scripts/test.py $(ADDON) $(if $(K),-k '$(K)')

validation: setup-dev ## the validation kit: requirement, risk, test, result
	@$(PY) scripts/validation.py

bench: setup-dev ## measured speed, with and without the suite
	@$(PY) -m bench

test-odoo: setup-dev ## Odoo's own tests with and without the suite; prints the difference
	@$(PY) scripts/test_odoo.py

# Quiet where everything is there.
setup:
	@bash scripts/setup.sh run >/dev/null

setup-dev:
	@bash scripts/setup.sh dev >/dev/null
