# `make check` runs everything that CI runs. Each of its parts is also a target.

# Linters are pinned here and not in go.mod, to keep their dependencies out of this module.
GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
ACTIONLINT    := go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

GOVULNCHECK   := go run golang.org/x/vuln/cmd/govulncheck@v1.9.0
GORELEASER    := github.com/goreleaser/goreleaser/v2@v2.18.2
SBOM          := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

# A separate module that uses the clients as a user would, without this module's go.mod.
CONSUMER := internal/testdata/consumer

# The packages whose tests use several goroutines. For the others, the race detector takes several times as long and finds nothing.
# The tests of core/runtime also run its codec.
CONCURRENT := ./core/runtime ./mock

# The packages that may depend on the operating system. The generated packages do not.
PORTABLE := ./core/... ./contract/... ./mock/... ./cmd/...

# Generated packages are not linted: their problems are in the templates.
LINTED = $(shell go list ./... | sed 's,^github.com/hostclients/hostclients,.,' | grep -v '^\./gen/')

# The newest Go release. We support this release and the one before it, which is in go.mod.
NEXT_GO := go1.27.3

# Use the installed Go, and do not change go.mod. Nothing that is built here is shipped, so no binary needs a stamp of the commit.
# With -trimpath, clones in different folders share the build cache.
export GOTOOLCHAIN := local
export GOFLAGS := -mod=readonly -buildvcs=false -trimpath
# The linters and the tests need a quarter less CPU time if they collect garbage less often. The linters then take 2.5 GB.
export GOGC := 400

.DEFAULT_GOAL := help
# The parts of check share two cores and one module cache. Running them in parallel saves no time and mixes their output.
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

# The peers' code is regenerated and not committed, because it is many times longer than the benchmarks.
.PHONY: bench-peers
bench-peers: ## Compare the clients with those of other generators and with handwritten code, and print tables.
	bench/peers/generate.sh
	cd bench && go run -tags peers ./peers -o peers.txt

.PHONY: bench-generation
bench-generation: ## Compare clientgen, and the time to compile and link its packages, with oapi-codegen.
	cd bench && go run ./generation

# npm installs Prism into this folder, outside the clone.
PRISM := /tmp/hostclients-prism
.PHONY: bench-mock
bench-mock: ## Compare the mock server with Prism, and test it with lego's clients.
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
falsify: ## Remove each guard of the runtime in turn, and check that a test fails.
	go run ./internal/hostile/falsify

# With VERSION, such as 0.2.0, the entries become a section for that release.
.PHONY: changelog
changelog: ## Move the entries of changelog/unreleased into CHANGELOG.md.
	go run ./internal/repo/changelog $(if $(VERSION),-version $(VERSION))

# DOCUMENTS is a folder of OpenAPI and Swagger documents. To compare clientgen with oapi-codegen, set OAPI_CODEGEN to its path.
.PHONY: documents
documents: ## Generate a client from each document in the folder DOCUMENTS, and print the results.
	@go run ./internal/generate/documents $(if $(OAPI_CODEGEN),-oapi-codegen $(OAPI_CODEGEN)) $(DOCUMENTS)

.PHONY: check
check: check-generated check-modules vet windows lint test race next actionlint shellcheck consumer ## Run everything that CI runs.

# The files are compared with the index, so that you can run this before a commit: git add first.
.PHONY: check-generated
check-generated: generate ## Generate, and check that every generated file is in git's index, unchanged.
	git diff --exit-code
	@new="$$(git ls-files --others --exclude-standard -- gen '*.gen.go' '*.gen_test.go')"; \
	if [ -n "$$new" ]; then printf 'these generated files are not in git; add them:\n%s\n' "$$new"; exit 1; fi

.PHONY: check-modules
check-modules: ## Check that go.mod and go.sum are tidy.
	go mod tidy -diff
	cd $(CONSUMER) && go mod tidy -diff

.PHONY: vet
vet: ## Run go vet on the generated packages. For the others, lint does that.
	go vet ./gen/...

.PHONY: windows
windows: ## Build for Windows, the supported system that differs most from the others.
	GOOS=windows go build $(PORTABLE)

.PHONY: lint
lint: ## Run golangci-lint, with .golangci.yml.
	$(GOLANGCI_LINT) run $(LINTED)
	cd $(CONSUMER) && $(GOLANGCI_LINT) run ./...

.PHONY: race
race: ## Run the tests of concurrent code with the race detector.
	go test -race -short -timeout 20m $(CONCURRENT)

# Only the packages that a user's program compiles can behave differently on a different Go release, because the codec and the
# transport use the standard library. The tests of gen pass the fixtures of every operation through the gates of contract.
# Go downloads the toolchain from the module proxy.
.PHONY: next
next: ## Run the tests of the packages that users compile on the newest Go.
	GOTOOLCHAIN=$(NEXT_GO) go test -vet=off ./core/... ./gen/...

.PHONY: actionlint
actionlint: ## Check the workflows of .github.
	$(ACTIONLINT)

.PHONY: shellcheck
shellcheck: ## Check the shell scripts.
	shellcheck -x .ci/run .ci/redoc $$(git ls-files '*.sh')

# vulnerabilities and snapshot need more network access than the module proxy, so check does not run them.
.PHONY: vulnerabilities
vulnerabilities: ## Look for known vulnerabilities that the code reaches.
	$(GOVULNCHECK) ./...

# Goreleaser needs a newer Go than the commands that it builds.
.PHONY: snapshot
snapshot: ## Build the files of a release in dist/, and publish nothing.
	GOBIN=$(CURDIR)/bin GOTOOLCHAIN=$(NEXT_GO) go install $(GORELEASER)
	GOBIN=$(CURDIR)/bin go install $(SBOM)
	PATH="$(CURDIR)/bin:$$PATH" goreleaser check
	PATH="$(CURDIR)/bin:$$PATH" goreleaser release --snapshot --clean

# The modules in the consumer's go.mod and go.sum must be enough, so GOPROXY is off after their download.
.PHONY: consumer
consumer: ## Vet and test the module that uses the clients from outside.
	cd $(CONSUMER) && go mod download && export GOPROXY=off && go vet ./... && go test ./...
