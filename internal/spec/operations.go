package spec

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Operation is an operation of a document, with its location.
type Operation struct {
	// Method is the HTTP method in uppercase. Path is the path template.
	Method, Path string
	// Pointer is the operation's JSON pointer in the document.
	Pointer string
	Item    *openapi3.PathItem
	Op      *openapi3.Operation

	bases []string // the paths of its servers
}

// Name returns the operation's name for readers: "GET /path".
func (o *Operation) Name() string { return o.Method + " " + o.Path }

// Parameters calls the function [Parameters] for the operation.
func (o *Operation) Parameters() openapi3.Parameters { return Parameters(o.Item, o.Op) }

// RequestSchemas returns the schemas of the request bodies of the operation.
func (o *Operation) RequestSchemas() openapi3.SchemaRefs {
	if o.Op.RequestBody == nil || o.Op.RequestBody.Value == nil {
		return nil
	}
	return schemasOf(o.Op.RequestBody.Value.Content)
}

// ResponseSchemas returns the schemas of the response bodies of the operation.
func (o *Operation) ResponseSchemas() (all openapi3.SchemaRefs) {
	for _, response := range o.Op.Responses.Map() {
		if response.Value != nil {
			all = append(all, schemasOf(response.Value.Content)...)
		}
	}
	return all
}

func schemasOf(content openapi3.Content) (all openapi3.SchemaRefs) {
	for _, media := range content {
		all = append(all, media.Schema)
	}
	return all
}

// Operations returns the operations of a document, sorted by path and method.
func Operations(t *openapi3.T) []*Operation {
	var all []*Operation
	for _, path := range slices.Sorted(maps.Keys(t.Paths.Map())) {
		item := t.Paths.Value(path)
		if item == nil {
			continue
		}
		operations := item.Operations()
		for _, verb := range slices.Sorted(maps.Keys(operations)) {
			pointer := Pointer("paths", path, strings.ToLower(verb))
			op := operations[verb]
			all = append(all, &Operation{Method: verb, Path: path, Pointer: pointer, Item: item, Op: op, bases: bases(t, item, op)})
		}
	}
	return all
}

// Excerpt returns a document with only some of the operations of t. It shares all values with t.
func Excerpt(t *openapi3.T, some []*Operation) *openapi3.T {
	own := *t
	own.Paths = openapi3.NewPathsWithCapacity(len(some))
	for _, o := range some {
		item := own.Paths.Value(o.Path)
		if item == nil {
			item = &openapi3.PathItem{
				Extensions: o.Item.Extensions, Parameters: o.Item.Parameters, Servers: o.Item.Servers, Origin: o.Item.Origin,
			}
			own.Paths.Set(o.Path, item)
		}
		item.SetOperation(o.Method, o.Op)
	}
	return &own
}

// Parameters returns the parameters of an operation. These include the parameters of its path that it does not replace.
func Parameters(item *openapi3.PathItem, op *openapi3.Operation) openapi3.Parameters {
	var all openapi3.Parameters
	for _, list := range []openapi3.Parameters{op.Parameters, item.Parameters} {
		for _, ref := range list {
			if ref != nil && ref.Value != nil && all.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
				all = append(all, ref)
			}
		}
	}
	return all
}

// Security returns the alternative ways to authenticate an operation, each a set of security schemes. If the result is nil, the
// operation needs no credentials. If a set is empty, the operation also works without credentials.
func Security(t *openapi3.T, op *openapi3.Operation) [][]string {
	chosen := t.Security
	if op != nil && op.Security != nil {
		chosen = *op.Security
	}
	var alternatives [][]string
	for _, requirement := range chosen {
		alternatives = append(alternatives, slices.Sorted(maps.Keys(requirement)))
	}
	return alternatives
}

// SecuritySchemes returns the security schemes of a document, or nil.
func SecuritySchemes(t *openapi3.T) openapi3.SecuritySchemes {
	if t.Components == nil {
		return nil
	}
	return t.Components.SecuritySchemes
}

// IsQueryCredential reports whether a query parameter is the credential of a security scheme.
func IsQueryCredential(t *openapi3.T, name string) bool {
	for _, ref := range SecuritySchemes(t) {
		if ref.Value.In == openapi3.ParameterInQuery && ref.Value.Name == name {
			return true
		}
	}
	return false
}

// Declared returns the response that an operation declares for a status, and its key: the status, its range, or default. If none is
// declared, it returns "" and nil.
func Declared(op *openapi3.Operation, status int) (key string, ref *openapi3.ResponseRef) {
	exact := strconv.Itoa(status)
	for _, key := range []string{exact, exact[:1] + "XX", exact[:1] + "xx", "default"} {
		if ref := op.Responses.Value(key); ref != nil {
			return key, ref
		}
	}
	return "", nil
}

// operationName matches valid operationIds. They become names of Go methods and of fixtures.
var operationName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// checkOperations rejects missing, invalid and duplicate operationIds.
func (d *Document) checkOperations() error {
	seen := map[string]*Operation{}
	for _, o := range Operations(d.T) {
		id := o.Op.OperationID
		switch {
		case id == "":
			return d.At(o.Pointer, "%s %s has no operationId", o.Method, o.Path)
		case !operationName.MatchString(id):
			return d.At(o.Pointer+"/operationId", "operationId: want letters and digits, a letter first, got %q", id)
		}
		if first, ok := seen[id]; ok {
			return d.At(o.Pointer+"/operationId", "the operationId %s is already used by %s %s", id, first.Method, first.Path)
		}
		seen[id] = o
	}
	return nil
}
