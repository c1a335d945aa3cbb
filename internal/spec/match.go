package spec

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Pair is an operation in two documents. Old or New is nil if that document does not have the operation.
type Pair struct {
	Old, New *Operation
	// Moved is true if only the operationId is the same, so that a call of the old operation does not reach the new one.
	Moved bool
}

// Match pairs the operations of two documents. It tries three criteria in order: the same method and URL path, including the server's
// path; the same method and path template; the same operationId. The names of path parameters do not matter. The pairs are in the
// order of the old document, followed by the operations that only the new one has. A duplicate operation is an error.
func Match(before, after *openapi3.T) ([]Pair, error) {
	olds, news := Operations(before), Operations(after)
	for _, side := range [][]*Operation{olds, news} {
		if err := unambiguous(side); err != nil {
			return nil, err
		}
	}
	found := map[*Operation]*Operation{} // both ways
	moved := map[*Operation]bool{}
	for _, keys := range []func(*Operation) []string{(*Operation).calls, (*Operation).templates, (*Operation).ids} {
		free := map[string]*Operation{}
		for _, op := range slices.Backward(news) { // backward, so that the first of several wins
			for _, key := range keys(op) {
				if found[op] == nil {
					free[key] = op
				}
			}
		}
		for _, op := range olds {
			for _, key := range keys(op) {
				if other := free[key]; other != nil && found[op] == nil && found[other] == nil {
					found[op], found[other] = other, op
					moved[op] = !slices.Contains(op.templates(), other.templates()[0]) && !shareAny(op.calls(), other.calls())
				}
			}
		}
	}
	var all []Pair
	for _, op := range olds {
		all = append(all, Pair{Old: op, New: found[op], Moved: moved[op]})
	}
	for _, op := range news {
		if found[op] == nil {
			all = append(all, Pair{New: op})
		}
	}
	return all, nil
}

// unambiguous returns an error if two operations have the same method and path template.
func unambiguous(all []*Operation) error {
	seen := map[string]*Operation{}
	for _, op := range all {
		key := op.templates()[0]
		if other := seen[key]; other != nil {
			return fmt.Errorf("%s %s and %s %s are the same operation", op.Method, other.Path, op.Method, op.Path)
		}
		seen[key] = op
	}
	return nil
}

// calls returns the method and URL path of the operation on each of its servers.
func (o *Operation) calls() []string {
	var all []string
	for _, base := range o.bases {
		all = append(all, o.Method+" "+base+AnonymousPath(o.Path))
	}
	return all
}

func (o *Operation) templates() []string { return []string{o.Method + " " + AnonymousPath(o.Path)} }

func (o *Operation) ids() []string {
	if o.Op.OperationID == "" {
		return nil
	}
	return []string{o.Op.OperationID}
}

func shareAny(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// Servers returns the servers of an operation. If it has none, it inherits those of the path item, and then those of the document.
func Servers(t *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) openapi3.Servers {
	switch {
	case op.Servers != nil && len(*op.Servers) > 0:
		return *op.Servers
	case len(item.Servers) > 0:
		return item.Servers
	}
	return t.Servers
}

// bases returns the URL paths of an operation's servers.
func bases(t *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) []string {
	all := []string{}
	for _, server := range Servers(t, item, op) {
		if server != nil {
			all = append(all, ServerPath(server))
		}
	}
	if len(all) == 0 {
		return []string{""}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ServerURL returns the URL of a server with the defaults of its variables.
func ServerURL(server *openapi3.Server) string {
	address := server.URL
	for _, name := range slices.Sorted(maps.Keys(server.Variables)) {
		if variable := server.Variables[name]; variable != nil {
			address = strings.ReplaceAll(address, "{"+name+"}", variable.Default)
		}
	}
	return address
}

// ServerPath returns the path of a server's URL, with the defaults of its variables and without a trailing slash.
func ServerPath(server *openapi3.Server) string {
	address := ServerURL(server)
	path := address
	if _, rest, absolute := strings.Cut(address, "://"); absolute {
		_, path, _ = strings.Cut(rest, "/")
	}
	path, _, _ = strings.Cut(path, "?")
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	if path = strings.Trim(path, "/"); path == "" {
		return ""
	}
	return "/" + AnonymousPath(path)
}
