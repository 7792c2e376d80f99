# The project's commands. `make` alone lists them; setup/ holds what they do.
SHELL := /bin/sh
RUN := sh setup/run

.DEFAULT_GOAL := help
.PHONY: help setup demo run test shell update connector lint types docs wheels clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'
	@echo
	@echo "  ODOO_SRC=/path/to/odoo  use an Odoo 19 that you have    PG* variables  use a PostgreSQL server that you have"

setup: ## Odoo 19, virtual environment, PostgreSQL and the demo database
	@$(RUN) setup

demo: ## set up, then customers, products and orders of a store arrive in Odoo (CHECK=1: end after the summary)
	@$(RUN) demo $(if $(CHECK),--check)

run: ## Odoo and the demo store, without the demo's main job
	@$(RUN) run

test: ## all test suites (ONLY=component: one of them)
	@$(RUN) test $(if $(ONLY),--only $(ONLY))

shell: ## Odoo's shell on the demo database
	@$(RUN) shell

update: ## update an addon in the demo database (ADDON=connector)
	@$(RUN) update $(or $(ADDON),$(error ADDON=name is missing))

connector: ## a new addon for a vendor's system (NAME=acme ENTITY=customer, DIR=folder)
	@$(RUN) connector --name "$(or $(NAME),$(error NAME=acme is missing))" --entity "$(or $(ENTITY),$(error ENTITY=customer is missing))" \
		$(if $(PLURAL),--plural "$(PLURAL)") $(if $(DIR),--into "$(DIR)")

lint: ## style, Odoo's conventions, docs (FIX=1: put right what a program can)
	@$(RUN) lint $(if $(FIX),--fix) $(if $(ONLY),--only $(ONLY))

types: ## type hints
	@$(RUN) types

docs: ## the documentation as web pages
	@$(RUN) docs

wheels: ## every addon as a wheel, into dist/
	@$(RUN) wheels

clean: ## remove everything that was set up
	@$(RUN) clean
