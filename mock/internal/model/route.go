package model

import (
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// routes are the paths of a document by their number of segments, so that a request is compared with only a few of them. Each list
// is in OpenAPI's matching order.
type routes map[int][]*path

// path is a path template with its operations, by method.
type path struct {
	template   string
	operations map[string]*Operation
}

func routesOf(doc *openapi3.T, operations []*Operation) routes {
	paths := map[string]*path{}
	for _, op := range operations {
		if paths[op.Path] == nil {
			paths[op.Path] = &path{op.Path, map[string]*Operation{}}
		}
		paths[op.Path].operations[op.Method] = op
	}
	all := routes{}
	for _, template := range doc.Paths.InMatchingOrder() {
		if p := paths[template]; p != nil {
			n := strings.Count(template, "/")
			all[n] = append(all[n], p)
		}
	}
	return all
}

// Route returns the operation for a method and an escaped path below the API's base, and its path arguments. The status is 404
// if there is no such path, and 405 if the path lacks the method.
func (api *API) Route(method, escaped string) (op *Operation, args map[string]string, status int) {
	status = http.StatusNotFound
	for _, p := range api.routes[strings.Count(escaped, "/")] {
		base, args, ok := spec.MatchPath(p.template, escaped)
		if !ok || base != "" {
			continue
		}
		if op := p.operations[method]; op != nil {
			return op, args, http.StatusOK
		}
		status = http.StatusMethodNotAllowed
	}
	return nil, nil, status
}
