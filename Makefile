# `make check` is what CI runs; the targets below it are its parts, each of which runs alone.

# Linters are pinned here and not in go.mod: their dependencies are not those of this module.
GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
ACTIONLINT    := go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

GOVULNCHECK   := go run golang.org/x/vuln/cmd/govulncheck@v1.9.0
GORELEASER    := github.com/goreleaser/goreleaser/v2@v2.18.2
SBOM          := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

# A module of its own that uses the clients as a user would: nothing of this module's go.mod helps it.
CONSUMER := internal/testdata/consumer

# What several goroutines use at the same time, and whose tests do so. The rest has one goroutine, in which the race detector
# finds nothing in ten times the time. The tests of core/runtime run its codec, too.
CONCURRENT := ./core/runtime/... ./mock/...

# What users compile or run, on any system.
SHIPPED := ./core/... ./gen/... ./contract/... ./mock/... ./cmd/... ./examples/...

# The newest Go; go.mod has the one before it, and the two are what we support.
NEXT_GO := go1.27.3

# The Go that is installed, and the modules that go.mod names: no command downloads the one or changes the other.
# Nothing that is built here is shipped, so nothing needs a stamp of the commit.
export GOTOOLCHAIN := local
export GOFLAGS := -mod=readonly -buildvcs=false

.DEFAULT_GOAL := help
# The parts of check share two cores and one module cache; in parallel they only mix their output.
.NOTPARALLEL:

.PHONY: help
help: ## Print the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: generate
generate: ## Regenerate the packages from specs and overlays.
	go generate ./...

.PHONY: test
test: ## Run all tests.
	go test ./...

.PHONY: bench
bench: ## Run all benchmarks.
	go test -run '^$$' -bench . -benchmem ./...

# The peers' code is regenerated and not committed: it is many times longer than what measures it.
.PHONY: bench-peers
bench-peers: ## Measure the clients beside those of other generators and by hand, and print tables.
	bench/peers/generate.sh
	cd bench && go run -tags peers ./peers -o peers.txt

.PHONY: bench-generation
bench-generation: ## Measure clientgen, and what its packages take to compile and to link, beside oapi-codegen.
	cd bench && go run ./generation

# Prism is installed by npm into a folder of its own; bench/ is a module of its own.
PRISM := /tmp/hostclients-prism
.PHONY: bench-mock
bench-mock: ## Measure the mock server beside prism, and have lego's clients use it.
	npm install --prefix $(PRISM) --ignore-scripts --no-audit --no-fund --loglevel=error @stoplight/prism-cli@5.14.2
	go build -o $(PRISM)/mockserver ./cmd/mockserver
	cd bench && go test ./lego
	cd bench && go run . -mock $(PRISM)/mockserver -prism $(PRISM)/node_modules/.bin/prism -document ../specs/hostbill/openapi.yaml

.PHONY: hostile
hostile: ## Run the hostile server against the runtime, and print the figures.
	go run ./internal/hostile/figures
	go test -count 1 -run TestEveryOperationOfEveryAPI -timeout 60m ./internal/hostile -everything
	go test -count 1 -run TestSequences ./internal/hostile -sequences 600

.PHONY: falsify
falsify: ## Remove each guard of the runtime in turn, and see that a test fails.
	go run ./internal/hostile/falsify

# VERSION, such as 0.2.0, makes the section of a release of them.
.PHONY: changelog
changelog: ## Move the entries of changelog/unreleased into CHANGELOG.md.
	go run ./internal/repo/changelog $(if $(VERSION),-version $(VERSION))

# DOCUMENTS is a folder of OpenAPI and Swagger documents of others. With OAPI_CODEGEN, a program, they are compared with it.
.PHONY: documents
documents: ## Make clients of all documents in the folder DOCUMENTS, and print what became of each.
	@go run ./internal/generate/documents $(if $(OAPI_CODEGEN),-oapi-codegen $(OAPI_CODEGEN)) $(DOCUMENTS)

.PHONY: check
check: check-generated check-modules vet lint test race next actionlint shellcheck consumer ## Run everything that CI runs.

# Compared with the index, so that it can be run before a commit: git add first.
.PHONY: check-generated
check-generated: generate ## Generate, and see that git has every generated file as it is.
	git diff --exit-code
	@new="$$(git ls-files --others --exclude-standard -- gen '*.gen.go' '*.gen_test.go')"; \
	if [ -n "$$new" ]; then printf 'git does not have these generated files:\n%s\n' "$$new"; exit 1; fi

.PHONY: check-modules
check-modules: ## See that go.mod and go.sum are tidy.
	go mod tidy -diff
	cd $(CONSUMER) && go mod tidy -diff

.PHONY: vet
vet: ## Run go vet, and on what users compile for Windows, which is the least like this system.
	go vet ./...
	GOOS=windows go vet $(SHIPPED)

.PHONY: lint
lint: ## Run golangci-lint, with .golangci.yml.
	$(GOLANGCI_LINT) run ./...
	cd $(CONSUMER) && $(GOLANGCI_LINT) run ./...

.PHONY: race
race: ## Run the tests of what runs concurrently with the race detector.
	go test -race -short -timeout 20m $(CONCURRENT)

# The module proxy has the toolchain. What a user's program compiles is what has to work there, and can differ: the codec and the
# transport stand on the standard library. The tests of gen put every operation through all gates of contract; those of the gates
# themselves, and the tools, have nothing that another Go changes. Vet has seen it all.
.PHONY: next
next: ## Run the tests of what users compile on the newest Go.
	GOTOOLCHAIN=$(NEXT_GO) go test -vet=off ./core/... ./gen/...

.PHONY: actionlint
actionlint: ## Check the workflows of .github.
	$(ACTIONLINT)

.PHONY: shellcheck
shellcheck: ## Check the shell scripts.
	shellcheck -x .ci/run .ci/redoc $$(git ls-files '*.sh')

# These two need more of the network than the module proxy, so they are no part of check.
.PHONY: vulnerabilities
vulnerabilities: ## Look for known vulnerabilities that the code reaches.
	$(GOVULNCHECK) ./...

# Goreleaser itself needs a newer Go than what it builds.
.PHONY: snapshot
snapshot: ## Build what a release consists of, in dist/, and publish nothing.
	GOBIN=$(CURDIR)/bin GOTOOLCHAIN=$(NEXT_GO) go install $(GORELEASER)
	GOBIN=$(CURDIR)/bin go install $(SBOM)
	PATH="$(CURDIR)/bin:$$PATH" goreleaser check
	PATH="$(CURDIR)/bin:$$PATH" goreleaser release --snapshot --clean

# What its go.mod and go.sum name is enough: once that is here, the network is off.
.PHONY: consumer
consumer: ## Vet and test the module that uses the clients from outside.
	cd $(CONSUMER) && go mod download && export GOPROXY=off && go vet ./... && go test ./...
