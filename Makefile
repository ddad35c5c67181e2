# The entry points for people and for CI. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# debug builds in a third of the time of release and is fast enough for the demo; `make demo CONFIGURATION=release`.
CONFIGURATION ?= debug
SWIFT_FLAGS := --explicit-target-dependency-import-check error
REMIT = .build/$(CONFIGURATION)/remit
PYTHON_TOOLS := .build/python

# What Debian's own repositories provide. The second list is for tests only; where there is an init system, installing
# nginx-light starts a server on port 80, which no test needs: `systemctl disable --now nginx`.
PACKAGES := git pkg-config libgit2-dev libyaml-dev libpcre2-dev libcurl4-openssl-dev libsqlite3-dev libpq-dev
TEST_PACKAGES := python3 python3-pip python3-venv python3-yaml postgresql chromium fonts-dejavu-core nginx-light fcgiwrap
LIBRARIES := libgit2 yaml-0.1 libpcre2-8 libcurl sqlite3 libpq

# The second implementations that tests compare with; without them those tests say so and are skipped.
PYTHON_PACKAGES := PyYAML jsonpath-ng==1.8.0 deepdiff==9.1.0 openapi-core==0.23.1 jsonschema==4.26.0 json-e==4.8.4

# Inputs made by others that many tests compare with.
SHARED = $(if $(REMIT_SHARED),$(REMIT_SHARED),$(abspath $(CURDIR)/../shared))

# The merge requests that `make demo` decides after it has run all scenarios.
DEMO_REPOSITORY := examples/app-interface
DEMO_MERGE_REQUESTS ?= grant-app filter-claim

# $(call phase,NAME,COMMAND) runs a command and says how long it took.
phase = @printf '\n== %s\n' "$(1)"; $(2); printf '== %s: %d s\n' "$(1)" "$$SECONDS"

# $(call scratch,COMMAND) runs a command whose temporary files are gone after it, also those of tests that are killed. Servers that
# tests start as other users have to come into the folder.
scratch = folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; chmod 755 "$$folder"; TMPDIR="$$folder" $(1)

# The Swift files under version control, whoever owns the checkout; all of them where there is no git.
swift_files = $$(git -c safe.directory='*' ls-files '*.swift' 2>/dev/null || find Package.swift Sources Tests -name '*.swift')

.PHONY: help
help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: demo
demo: libraries ## build, run the example's scenarios, decide one of its merge requests
	$(call phase,build,swift build -c $(CONFIGURATION) $(SWIFT_FLAGS) --product remit)
	$(call phase,scenarios of $(DEMO_REPOSITORY),$(REMIT) test --quiet --repo $(DEMO_REPOSITORY))
	$(call phase,two merge requests,$(REMIT) test --verbose --repo $(DEMO_REPOSITORY) $(DEMO_MERGE_REQUESTS))

.PHONY: build
build: libraries ## build `remit` (CONFIGURATION=release for the fast one)
	$(call phase,build,swift build -c $(CONFIGURATION) $(SWIFT_FLAGS))

.PHONY: release
release: libraries ## build `remit` as users run it: the optimizer has a say of its own
	$(call phase,release build,swift build -c release $(SWIFT_FLAGS) --product remit)

.PHONY: test
test: deps ## build everything, run all tests, lint
	@test -d "$(SHARED)/data" || echo "NOT TESTED: there is no shared data in $(SHARED) (REMIT_SHARED): the tests that need it skip themselves"
	$(call phase,build,swift build --build-tests $(SWIFT_FLAGS))
	$(call phase,test,$(call scratch,PATH="$(CURDIR)/$(PYTHON_TOOLS)/bin:$$PATH" swift test --skip-build --parallel))
	@$(MAKE) --no-print-directory lint
	@test -d "$(SHARED)/data" || echo "NOT TESTED: what needs the shared data, which is not in $(SHARED)"

# The programs of a test cluster, kept outside the checkout; the tests that need one are in targets ending in ClusterTests.
CLUSTER_PACKAGES := openssl util-linux
CLUSTER_BUILD_PACKAGES := dpkg-dev xz-utils

.PHONY: cluster-tools
cluster-tools: ## build etcd and a Kubernetes API server for tests, once
	@$(MAKE) --no-print-directory libraries PACKAGES="$(CLUSTER_PACKAGES)" || true
	@.ci/cluster-tools check || $(MAKE) --no-print-directory libraries PACKAGES="$(CLUSTER_BUILD_PACKAGES)" || true
	@.ci/cluster-tools || test -n "$(OPTIONAL)"

.PHONY: test-cluster
test-cluster: libraries ## run the tests that need a Kubernetes cluster
	@$(MAKE) --no-print-directory cluster-tools OPTIONAL=yes
	@if .ci/cluster-tools check; then $(MAKE) --no-print-directory test-with-cluster; fi

.PHONY: test-with-cluster
test-with-cluster:
	$(call phase,build,swift build --build-tests $(SWIFT_FLAGS))
	$(call phase,test with a cluster,$(call scratch,REMIT_CLUSTER="$$(.ci/cluster-tools where)" swift test --skip-build --filter 'ClusterTests\.'))

.PHONY: bench
bench: libraries ## build for release and measure
	@$(MAKE) --silent --no-print-directory .build/python-bench/installed
	@test -d /usr/share/nodejs/ajv || apt-get install -y -qq nodejs node-ajv node-js-yaml || echo "ajv is not installed and is left out"
	$(call phase,build,for product in remit remit-bench remit-storm remit-deploy-bench; do swift build -c release --product $$product; done)
	$(call phase,bench,.build/release/remit-bench run $(BENCH_ARGS))
	$(call phase,storm,.build/release/remit-storm run $(STORM_ARGS))
	@$(MAKE) --no-print-directory cluster-tools OPTIONAL=yes
	$(call phase,deploy,REMIT_CLUSTER="$$(.ci/cluster-tools where)" .build/release/remit-deploy-bench run $(DEPLOY_ARGS))

# The peers from PyPI; what cannot be installed is left out of the comparison.
.build/python-bench/installed:
	-python3 -m venv .build/python-bench
	-.build/python-bench/bin/pip install -q click jsonpath-ng jsonschema==3.2.0 PyYAML requests 'setuptools<81'
	-.build/python-bench/bin/pip install -q --no-deps qontract-validator==0.1.0
	-touch $@

.PHONY: format
format: ## lay out the Swift files
	@swift format --in-place --parallel $(swift_files)

.PHONY: lint
lint: ## check layout and style of the Swift and shell files
	$(call phase,lint,swift format lint --strict --parallel $(swift_files))
	@for script in .ci/run .ci/cluster-tools; do bash -n $$script; done
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run .ci/cluster-tools; fi

.PHONY: deps
deps: ## install what building and testing needs, only what is missing
	@$(MAKE) --no-print-directory libraries PACKAGES="$(PACKAGES) $(TEST_PACKAGES)"
	@$(MAKE) --silent --no-print-directory $(PYTHON_TOOLS)/installed

.PHONY: libraries
libraries: # what building needs
	@if ! command -v dpkg-query >/dev/null; then \
	  pkg-config --exists $(LIBRARIES) || { echo "install the development files of: $(LIBRARIES)" >&2; exit 1; }; \
	  exit 0; \
	fi; \
	installed=$$(dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $(PACKAGES) 2>/dev/null || true); \
	missing=""; \
	for package in $(PACKAGES); do \
	  grep -qx "installed $$package" <<<"$$installed" || missing+=" $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" -eq 0 ]; then root=""; \
	elif command -v sudo >/dev/null; then root="sudo"; \
	else echo "as root, run: apt-get install$$missing" >&2; exit 1; fi; \
	echo "installing$$missing"; \
	$$root apt-get update -qq </dev/null; \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing </dev/null

# Under .build, so that nothing outside the checkout and nothing under version control changes.
$(PYTHON_TOOLS)/installed: Makefile
	@echo "installing $(PYTHON_PACKAGES) for Python into $(PYTHON_TOOLS)"
	@if python3 -m venv --system-site-packages $(PYTHON_TOOLS) \
	  && $(PYTHON_TOOLS)/bin/pip install -q --disable-pip-version-check $(PYTHON_PACKAGES); \
	then touch $@; \
	else echo "not installed: the tests that compare with Python are skipped" >&2; fi
