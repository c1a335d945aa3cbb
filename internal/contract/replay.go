package contract

import (
	"cmp"
	"context"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// Outcome is what the gates that need no client say of an exchange: a line for every fault, in order, without the values
// that were recorded.
type Outcome struct {
	// Request is what gate 1 found, and Answer is what gate 2 did.
	Request, Answer []string
}

// Replay passes a recorded exchange through gates 1 and 2 as if it were one of an operation of any valid document. An
// exchange that cannot be one, by its method or its path, has that fault alone.
func Replay(ctx context.Context, doc *openapi3.T, method, path string, i *cassette.Interaction) (out Outcome) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case misfit: // an extension of the document
			out = Outcome{Request: []string{string(r)}}
		default:
			panic(r)
		}
	}()
	item := doc.Paths.Value(path)
	spec := item.GetOperation(method)
	id := cmp.Or(spec.OperationID, method+" "+path)
	op := &operation{doc: doc, id: id, path: path, method: method, item: item, spec: spec}
	x, err := op.exchange(i)
	if err != nil {
		return Outcome{Request: faultsOf(err)}
	}
	return Outcome{Request: faultsOf(x.checkRequest(ctx)), Answer: faultsOf(x.checkResponse(ctx))}
}
