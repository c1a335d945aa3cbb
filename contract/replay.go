package contract

import (
	"cmp"
	"context"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/internal/spec"
)

// Outcome is what the gates that need no client find in an exchange: a line for each error, sorted, without recorded values.
type Outcome struct {
	// Request is what gate 1 found, and Response is what gate 2 found.
	Request, Response []string
}

// Replay passes a recorded exchange through gates 1 and 2 as if it were one of an operation of any valid document. If
// its method or its path is not that of the operation, that is the only error.
func Replay(ctx context.Context, doc *openapi3.T, method, path string, i *cassette.Interaction) (out Outcome) {
	defer recoverMisfit(func(problem string) { out = Outcome{Request: []string{problem}} })
	op := operationOf(doc, method, path)
	x, err := op.exchange(i)
	if err != nil {
		return Outcome{Request: linesOf(err)}
	}
	return Outcome{Request: linesOf(x.checkRequest(ctx)), Response: linesOf(x.checkResponse(ctx))}
}

// Missing names what the fixtures of an operation lack, in the order in which the contract tests list it: "a success", and
// "the failure 404" for a failure that the document declares.
func Missing(doc *openapi3.T, method, path string, fixtures []Fixture) (names []string) {
	defer recoverMisfit(func(string) { names = nil }) // which Replay reports
	op := operationOf(doc, method, path)
	var exchanges []*Exchange
	for _, f := range fixtures {
		r := f.Interaction.Response
		exchanges = append(exchanges, &Exchange{op: op, Status: r.Code, ResponseBody: r.Body})
	}
	return namesOf(op.missing(exchanges))
}

// operationOf is an operation of any valid document, as the gates that need no client see it.
func operationOf(doc *openapi3.T, method, path string) *operation {
	item := doc.Paths.Value(path)
	op := &spec.Operation{Method: method, Path: path, Item: item, Op: item.GetOperation(method)}
	return &operation{Operation: op, doc: doc, id: cmp.Or(op.Op.OperationID, op.Name())}
}

// recoverMisfit, deferred, passes on what is wrong with a recorded argument that its Go type cannot hold, or with an extension of
// the document.
func recoverMisfit(tell func(problem string)) {
	switch r := recover().(type) {
	case nil:
	case misfit:
		tell(string(r))
	default:
		panic(r)
	}
}
