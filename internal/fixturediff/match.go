package fixturediff

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/document"
)

// operation is one of a document.
type operation struct {
	method, path, id string
}

// call is what a client sees of the operation: what the parameters of the path are called, it does not.
func (op *operation) call() string { return op.method + " " + document.AnonymousPath(op.path) }

// operationsOf returns the operations of a document by path and method.
func operationsOf(t *openapi3.T) []*operation {
	var all []*operation
	for _, path := range slices.Sorted(maps.Keys(t.Paths.Map())) {
		operations := t.Paths.Value(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			all = append(all, &operation{method, path, operations[method].OperationID})
		}
	}
	return all
}

// pair is an operation of the old document and what it is in the new one; nil if it is gone.
type pair struct {
	before, after *operation
}

// match pairs the operations of two documents: those with the same method and path, and of the rest those with the same
// operationId. The second result are the new ones.
func match(olds, news []*operation) (pairs []pair, added []*operation) {
	calls, ids := map[string]*operation{}, map[string]*operation{}
	for _, op := range news {
		calls[op.call()] = op
	}
	taken := map[*operation]bool{}
	for _, op := range olds {
		taken[calls[op.call()]] = true
	}
	for _, op := range news {
		if op.id != "" && !taken[op] {
			ids[op.id] = op
		}
	}
	for _, op := range olds {
		after := calls[op.call()]
		if after == nil {
			after = ids[op.id]
			taken[after] = true
		}
		pairs = append(pairs, pair{op, after})
	}
	for _, op := range news {
		if !taken[op] {
			added = append(added, op)
		}
	}
	return pairs, added
}
