// Package contract proves generated clients against recorded exchanges. Each exchange of an operation passes five gates:
//
//  1. the recorded request is valid against the document, security included;
//  2. the recorded answer is valid, and carries no field that the document does not declare;
//  3. the typed method, called with the recorded arguments, sends exactly the recorded request;
//  4. the typed result, encoded again, equals the recorded body: nothing lost, renamed, rounded or re-shaped;
//  5. a recorded failure comes back as a *core.Error with its evidence, and a recorded success as no error.
//
// A fixture that calls itself documented must hold nothing but the document's examples.
//
// Beside the gates, every method is called with hostile arguments for its path.
//
// The tests that clientgen writes call [Run], once for each operation. Gates 1 and 2 need no client: [Replay] asks them of any
// document.
package contract

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Timeout is more than any call needs that is answered from memory.
const Timeout = time.Minute

// Suite is an API: where its document is, seen from the test.
type Suite struct {
	Spec, Overlay string // the folder of the document; the overlay's file
}

// Caller calls the typed method with the arguments of the recorded request.
type Caller func(ctx context.Context, x *Exchange) (any, error)

// Run passes every recorded exchange of the operation through the five gates, and demands that there be enough of them: a
// success, and each failure that the document declares.
func Run(t *testing.T, s Suite, operationID string, call Caller) {
	t.Helper()
	op, err := s.operation(operationID)
	if err != nil {
		t.Fatal(err)
	}
	exchanges, err := op.exchanges()
	if err != nil {
		t.Fatal(err)
	}
	if err := op.complete(exchanges); err != nil {
		t.Fatal(err)
	}
	t.Run("hostile paths", func(t *testing.T) {
		if err := exchanges[0].checkPaths(t.Context(), call); err != nil {
			t.Error(err)
		}
	})
	for _, x := range exchanges {
		t.Run(x.Name, func(t *testing.T) {
			if err := x.Check(t.Context(), call); err != nil {
				t.Error(err)
			}
		})
	}
}

// Check passes the exchange through the five gates and returns what they found, by gate.
func (x *Exchange) Check(ctx context.Context, call Caller) error {
	faults := []error{
		named("gate 1, recorded request", x.checkRequest(ctx)),
		named("gate 2, recorded answer", x.checkResponse(ctx)),
	}
	result, err := call(ctx, x)
	faults = append(faults,
		named("gate 3, request as sent", x.checkSent()),
		named("gate 4, typed result", x.checkResult(result, err)),
		named("gate 5, failure", x.checkFailure(err)),
	)
	return errors.Join(append(faults, named("provenance", x.checkProvenance()))...)
}

func named(gate string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", gate, err)
}

// operation is one of the document's.
type operation struct {
	suite  Suite
	doc    *openapi3.T
	id     string
	path   string
	method string
	item   *openapi3.PathItem
	spec   *openapi3.Operation
}

var documents sync.Map // Suite to func() (*spec.Document, error)

func (s Suite) operation(id string) (*operation, error) {
	load, _ := documents.LoadOrStore(s, sync.OnceValues(func() (*spec.Document, error) {
		return spec.Load(path.Join(s.Spec, "openapi.yaml"), s.Overlay)
	}))
	doc, err := load.(func() (*spec.Document, error))()
	if err != nil {
		return nil, err
	}
	for _, template := range doc.T.Paths.InMatchingOrder() {
		item := doc.T.Paths.Value(template)
		for method, spec := range item.Operations() {
			if spec.OperationID == id {
				return &operation{s, doc.T, id, template, method, item, spec}, nil
			}
		}
	}
	return nil, fmt.Errorf("%s has no operation %s (go generate ./... makes the tests anew)", s.Spec, id)
}

// gap is an exchange that is missing.
type gap struct {
	name   string
	status string // the key of the document's response
}

// missing says what the exchanges lack: a success, and failures that the document declares.
func (op *operation) missing(exchanges []*Exchange) []gap {
	var missing []gap
	success := "200"
	responses := slices.Sorted(maps.Keys(op.spec.Responses.Map()))
	if at := slices.IndexFunc(responses, isSuccess); at >= 0 {
		success = responses[at]
	}
	found := map[string]bool{}
	for _, x := range exchanges {
		found[op.declared(x.Status)] = true
		found["success"] = found["success"] || !x.failed()
		if v, _ := x.rejection(); v != nil {
			found[v.Schema] = true
		}
	}
	if !found["success"] {
		missing = append(missing, gap{"a success", success})
	}
	for _, status := range responses {
		if !isSuccess(status) && !found[status] {
			missing = append(missing, gap{"the failure " + status, status})
		}
	}
	for _, name := range op.rejections() {
		if !found[name] {
			missing = append(missing, gap{"the failure inside a success " + name, success})
		}
	}
	return missing
}

func isSuccess(status string) bool { return strings.HasPrefix(status, "2") }

// namesOf are the names of what is missing.
func namesOf(missing []gap) []string {
	var names []string
	for _, g := range missing {
		names = append(names, g.name)
	}
	return names
}

// complete reports which exchanges are missing.
func (op *operation) complete(exchanges []*Exchange) error {
	missing := op.missing(exchanges)
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("%s has no fixture for %s.\nRecord one, or write it by hand: add an interaction to\n\n\t%s\n\nin the format of go-vcr, version 2. CONTRIBUTING.md says what goes where. To begin with:\n\n%s",
		op.id, strings.Join(namesOf(missing), " and "), path.Join(op.fixtures(), "synthetic", op.id+".yaml"), op.skeleton(missing))
}

// declared returns the key of the document's response that covers a status: itself, its range, or default.
func (op *operation) declared(status int) string {
	exact := strconv.Itoa(status)
	for _, key := range []string{exact, exact[:1] + "XX", exact[:1] + "xx"} {
		if op.spec.Responses.Value(key) != nil {
			return key
		}
	}
	return "default"
}

// skeleton is a cassette to begin with, for what is missing.
func (op *operation) skeleton(missing []gap) string {
	var b strings.Builder
	b.WriteString("version: 2\ninteractions:\n")
	for i, g := range missing {
		fmt.Fprintf(&b, "  - id: %d\n    request:\n      method: %s\n      url: https://api.example.com%s\n", i, op.method, op.path)
		if op.spec.RequestBody != nil {
			for media := range op.spec.RequestBody.Value.Content {
				fmt.Fprintf(&b, "      headers:\n        Content-Type: [%s]\n      body: \"\"\n", media)
				break // any of them will do
			}
		}
		fmt.Fprintf(&b, "    response:\n      code: %d\n", codeOf(g.status))
		if media := op.mediaOf(g.status); media != nil {
			fmt.Fprintf(&b, "      headers:\n        Content-Type: [application/json]\n      body: '%s'\n", blank(media.Schema))
		}
	}
	return b.String()
}

// codeOf is a status that the key of a response stands for.
func codeOf(key string) int {
	code, err := strconv.Atoi(strings.NewReplacer("X", "0", "x", "0").Replace(key))
	if err != nil {
		return http.StatusInternalServerError // default
	}
	return code
}

// mediaOf is the JSON that a response has; nil if it has none.
func (op *operation) mediaOf(key string) *openapi3.MediaType {
	if response := op.spec.Responses.Value(key); response != nil && response.Value != nil {
		return response.Value.Content.Get("application/json")
	}
	return nil
}

// blank is JSON to be filled in.
func blank(schema *openapi3.SchemaRef) string {
	if schema != nil && schema.Value != nil && schema.Value.Type.Is(openapi3.TypeArray) {
		return "[]"
	}
	return "{}"
}
