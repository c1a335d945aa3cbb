package contract

import (
	"cmp"
	"context"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/internal/spec"
)

// Outcome lists the errors of gates 1 and 2, one line each, sorted, without recorded values.
type Outcome struct {
	// Request lists the errors of gate 1; Response lists the errors of gate 2.
	Request, Response []string
}

// Replay passes a recorded exchange through gates 1 and 2 for an operation of any valid document. If the method or the path
// does not match the operation, that is the only error.
func Replay(ctx context.Context, doc *openapi3.T, method, path string, i *cassette.Interaction) (out Outcome) {
	defer recoverMisfit(func(problem string) { out = Outcome{Request: []string{problem}} })
	op := operationOf(doc, method, path)
	x, err := op.exchange(i)
	if err != nil {
		return Outcome{Request: linesOf(err)}
	}
	return Outcome{Request: linesOf(x.checkRequest(ctx)), Response: linesOf(x.checkResponse(ctx))}
}

// Missing names the exchanges that the fixtures of an operation lack, such as "a success", or "the error response 404" if the
// document declares it.
func Missing(doc *openapi3.T, method, path string, fixtures []Fixture) (names []string) {
	defer recoverMisfit(func(string) { names = nil }) // Replay reports the misfit
	op := operationOf(doc, method, path)
	var exchanges []*Exchange
	for _, f := range fixtures {
		r := f.Interaction.Response
		exchanges = append(exchanges, &Exchange{op: op, Status: r.Code, ResponseBody: r.Body})
	}
	return namesOf(op.missing(exchanges))
}

// operationOf returns an operation of any valid document, for gates 1 and 2.
func operationOf(doc *openapi3.T, method, path string) *operation {
	item := doc.Paths.Value(path)
	op := &spec.Operation{Method: method, Path: path, Item: item, Op: item.GetOperation(method)}
	return &operation{Operation: op, doc: doc, id: cmp.Or(op.Op.OperationID, op.Name())}
}

// recoverMisfit is for defer statements. It recovers from a panic with a misfit and passes the problem to report.
func recoverMisfit(report func(problem string)) {
	switch r := recover().(type) {
	case nil:
	case misfit:
		report(string(r))
	default:
		panic(r)
	}
}
