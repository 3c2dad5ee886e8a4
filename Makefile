# The commands of this repository. `make run` and `make test` are all that most people need.
.DEFAULT_GOAL := help
.PHONY: help run test clean-data fmt lint unit api-sqlite api-postgres engine images ui browser sdk bench image

# Where an installation started by `make run` keeps everything.
DATA ?= data
export DATA

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

run: ## Build what changed and start PrimeHub on 127.0.0.1:8080, with its data in DATA=./data
	@scripts/run.sh

test: ## Install what the tests need, then run all of them
	@scripts/ensure-test-machine.sh
	@scripts/test.sh

clean-data: ## Remove DATA, and the containers, networks and images that carry our label
	@scripts/clean-data.sh

image: ## Build the notebook image
	@scripts/ensure-engine.sh >/dev/null
	@images/build.sh base-notebook

fmt: ## Format the sources
	@cargo fmt --all
	@cd ui && npx prettier --write .

lint: ## Check formats, compiler and linter warnings, and the rules of the house
	@scripts/test.sh format lint

unit: ## Run the unit tests
	@scripts/test.sh unit

api-sqlite: ## Run the API tests on SQLite
	@scripts/test.sh api-sqlite

api-postgres: ## Run the API tests on PostgreSQL
	@scripts/test.sh api-postgres

engine: ## Run the engine contract against the fake and against Docker
	@scripts/test.sh engine

images: ## Start containers of the notebook image and of strange ones
	@scripts/test.sh images

ui: ## Run the tests of the user interface
	@scripts/test.sh ui

browser: ## Run the browser tests against the real server
	@scripts/test.sh ui-build build browser

sdk: ## Run the tests with the Python SDK
	@scripts/test.sh ui-build build sdk

bench: ## Print the figures of bench/README.md, side by side with the peers
	@bench/run.sh
