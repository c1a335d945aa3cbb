// Package contract tests generated clients against fixtures: exchanges of a request and a response, recorded in files that go-vcr calls
// cassettes. Each exchange must pass five gates:
//
//  1. the recorded request is valid against the OpenAPI document, security included;
//  2. the recorded response is valid, and has no field that the document does not declare;
//  3. the typed method, called with the recorded arguments, sends exactly the recorded request;
//  4. the typed result, encoded again, equals the recorded body: nothing is lost, renamed, rounded or reshaped;
//  5. if an error response was recorded, the method returns a *core.Error that keeps it; otherwise, it returns no error.
//
// Responses in the folder "documented" may contain only examples and enum values from the document. Every method is also called with
// hostile path arguments, such as "../a".
//
// The tests that clientgen generates call [Run] once for each operation, here and in any other module with a generated client.
// Gates 1 and 2 need no client: [Replay] runs them for any document.
package contract

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Timeout is the time limit of a call. It stops only calls that hang, because responses come from memory.
const Timeout = time.Minute

// Suite has the paths of an API's files, relative to the folder of the test.
type Suite struct {
	Document string
	Overlays []string // in the order they are applied
	Fixtures string   // the folder that contains recorded, documented and synthetic
}

// Caller calls the typed method with the arguments of the recorded request, and returns its results.
type Caller func(ctx context.Context, x *Exchange) (any, error)

// Run passes every recorded exchange of the operation through the five gates. It also fails the test if no success is recorded, or
// if an error response that the document declares is not recorded.
func Run(t *testing.T, s Suite, operationID string, call Caller) {
	t.Helper()
	server, err := serverOfTests()
	if err != nil {
		t.Fatal(err)
	}
	exchanges, err := s.exchanges(operationID)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("hostile paths", func(t *testing.T) {
		if err := exchanges[0].checkPaths(t.Context(), call); err != nil {
			t.Error(err)
		}
	})
	for _, x := range exchanges {
		x.server = server
		t.Run(x.Name, func(t *testing.T) {
			for _, gate := range x.gates(t.Context(), call) {
				t.Run(gate.name, func(t *testing.T) {
					if gate.err != nil {
						t.Error(gate.err)
					}
				})
			}
		})
	}
}

// exchanges returns the operation's exchanges, or an error that lists the missing ones.
func (s Suite) exchanges(operationID string) (exchanges []*Exchange, err error) {
	defer recoverMisfit(func(problem string) { err = errors.New(problem) })
	op, err := s.operation(operationID)
	if err != nil {
		return nil, err
	}
	if exchanges, err = op.exchanges(); err != nil {
		return nil, err
	}
	return exchanges, op.complete(exchanges)
}

// gate is the result of one gate.
type gate struct {
	name string
	err  error // nil if the exchange passed the gate
}

// errNotCalled is the result of gates 4 and 5 if the method could not be called. Gate 3 reports the cause.
var errNotCalled = errors.New("the typed method was not called: fix the errors of gate 3 first")

// gates runs all gates on the exchange.
func (x *Exchange) gates(ctx context.Context, call Caller) []gate {
	result, misfit, err := x.call(ctx, call)
	sent, typed, failure := x.checkSent, func() error { return x.checkResult(result, err) }, func() error { return x.checkFailure(err) }
	if misfit != nil {
		sent = func() error { return misfit }
		typed = func() error { return errNotCalled }
		failure = typed
	}
	return []gate{
		{"gate 1, recorded request", x.fitting(func() error { return x.checkRequest(ctx) })},
		{"gate 2, recorded response", x.fitting(func() error { return x.checkResponse(ctx) })},
		{"gate 3, request as sent", x.fitting(sent)},
		{"gate 4, typed result", x.fitting(typed)},
		{"gate 5, failure", x.fitting(failure)},
		{"provenance", x.fitting(x.checkProvenance)},
	}
}

// fitting runs a check. If the check panics with a misfit, fitting returns it as an error.
func (x *Exchange) fitting(check func() error) (err error) {
	defer recoverMisfit(func(problem string) { err = errors.New(problem) })
	return check()
}

// call calls the typed method. If a recorded argument does not fit its Go type, call returns only misfit.
func (x *Exchange) call(ctx context.Context, call Caller) (result any, misfit, err error) {
	defer recoverMisfit(func(problem string) { misfit = errors.New(problem) })
	result, err = call(ctx, x)
	return result, nil, err
}

// Check passes the exchange through all gates, and returns their errors, each with the name of its gate.
func (x *Exchange) Check(ctx context.Context, call Caller) error {
	var found []error
	for _, gate := range x.gates(ctx, call) {
		if gate.err != nil {
			found = append(found, fmt.Errorf("%s: %w", gate.name, gate.err))
		}
	}
	return errors.Join(found...)
}

// operation is an operation of the document.
type operation struct {
	*spec.Operation
	suite Suite
	doc   *openapi3.T
	id    string
}

var documents sync.Map // maps the files of a document to a func() (*spec.Document, error)

// load loads the document with its overlays, once.
func (s Suite) load() (*spec.Document, error) {
	files := strings.Join(append([]string{s.Document}, s.Overlays...), "\x00")
	load, _ := documents.LoadOrStore(files, sync.OnceValues(func() (*spec.Document, error) {
		var overlays []spec.Source
		for _, file := range s.Overlays {
			overlays = append(overlays, spec.File(file))
		}
		doc, _, err := spec.OpenForeign(spec.File(s.Document), overlays...)
		return doc, err
	}))
	return load.(func() (*spec.Document, error))()
}

func (s Suite) operation(id string) (*operation, error) {
	doc, err := s.load()
	if err != nil {
		return nil, err
	}
	for _, op := range spec.Operations(doc.T) {
		if op.Op.OperationID == id {
			return &operation{op, s, doc.T, id}, nil
		}
	}
	return nil, fmt.Errorf("%s has no operation %s: run go generate ./... to regenerate the tests", s.Document, id)
}

// gap is a missing exchange.
type gap struct {
	name   string
	status string // the response's key in the document
	schema string // the schema of an error that is sent with a success status; "" for other gaps
}

// missing returns the gaps. Each operation needs a success and every error response that the document declares.
func (op *operation) missing(exchanges []*Exchange) []gap {
	var missing []gap
	success := "200"
	responses := slices.Sorted(maps.Keys(op.Op.Responses.Map()))
	if at := slices.IndexFunc(responses, isSuccess); at >= 0 {
		success = responses[at]
	}
	found := map[string]bool{}
	for _, x := range exchanges {
		key, _ := spec.Declared(op.Op, x.Status)
		found[key] = true
		found["success"] = found["success"] || !x.failed()
		if v, _ := x.rejection(); v != nil {
			found[v.Schema] = true
		}
	}
	if !found["success"] {
		missing = append(missing, gap{name: "a success", status: success})
	}
	for _, status := range responses {
		if !isSuccess(status) && !found[status] {
			missing = append(missing, gap{name: "the error response " + status, status: status})
		}
	}
	for _, name := range op.rejections() {
		if !found[name] {
			missing = append(missing, gap{name: "the error " + name + " in a success response", status: success, schema: name})
		}
	}
	return missing
}

func isSuccess(status string) bool { return strings.HasPrefix(status, "2") }

func namesOf(missing []gap) []string {
	var names []string
	for _, g := range missing {
		names = append(names, g.name)
	}
	return names
}

// guide is the page that explains fixtures. It is a URL because these tests also run in other modules.
const guide = "https://github.com/hostclients/hostclients/blob/main/CONTRIBUTING.md#adding-a-fixture"

// complete returns an error if exchanges are missing. It lists them and shows how to write them.
func (op *operation) complete(exchanges []*Exchange) error {
	missing := op.missing(exchanges)
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("%s has no fixture for %s.\nRecord one, or write it by hand: add an interaction to\n\n\t%s\n\nin the format of go-vcr, version 2. %s explains the fields. Start with:\n\n%s",
		op.id, strings.Join(namesOf(missing), " and "), path.Join(op.suite.Fixtures, "synthetic", op.id+".yaml"), guide, op.skeleton(missing))
}
