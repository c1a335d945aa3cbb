package upstream

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// operation is an operation with its facts. Facts do not depend on the form of a document: references, components, descriptions and
// the names of path parameters are not facts.
type operation struct {
	*spec.Operation
	element
}

// element is an operation, or a part of one, with its facts.
type element struct {
	// Place is where the element is within its operation, such as "query parameter full" or "body field price.amount". It is
	// empty for the operation itself.
	Place string
	// Key is Place without names that do not matter, such as those of path parameters.
	Key string
	// Facts are strings such as "integer", "required", "at least 1".
	Facts []string
	// Spelled is true if x-form defines how a form writes the value. Such a value is sent as a string, whatever its type.
	Spelled bool
	// Marked is true if the document has the source of the element (x-source), or marks it as a guess (x-inferred).
	Marked bool
	// Parts are the elements inside this one, each with a different Key.
	Parts []*element

	words []string // the extensions whose values also count as facts
}

// Every parameter and field has one of these facts, because required is false by default.
const (
	required = "required"
	optional = "optional"
)

// factsOf returns an operation of a document with its facts. If op is nil, it returns nil. The values of the extensions in words also
// count as facts.
func factsOf(t *openapi3.T, op *spec.Operation, words ...string) *operation {
	if op == nil {
		return nil
	}
	o := &operation{Operation: op, element: element{words: words}}
	o.read(t, op.Item, op.Op)
	return o
}

// Facts returns the facts of an operation, with one line for each element, such as "query parameter page: optional, integer". The
// first line is about the operation itself. The values of the extensions in words also count as facts.
func Facts(t *openapi3.T, op *spec.Operation, words ...string) []string {
	return factsOf(t, op, words...).lines()
}

// lines returns a line for the element and for each element inside it.
func (e *element) lines() []string {
	line := strings.Join(e.Facts, ", ")
	if e.Place != "" && line != "" {
		line = ": " + line
	}
	all := []string{e.Place + line}
	for _, part := range e.Parts {
		all = append(all, part.lines()...)
	}
	return all
}

func (o *operation) read(t *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) {
	o.Marked = isMarked(op.Extensions)
	o.extensions(op.Extensions)
	o.flag(op.Deprecated, "deprecated")
	o.credentials(t, op)
	o.permissions(op)
	for _, ref := range spec.Parameters(item, op) {
		o.parameter(o.Path, ref.Value)
	}
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		body := o.part("body")
		body.demand(op.RequestBody.Value.Required)
		body.content(op.RequestBody.Value.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		response := op.Responses.Value(status).Value
		if response == nil {
			continue
		}
		part := o.part("response " + status)
		part.content(response.Content)
		for _, name := range slices.Sorted(maps.Keys(response.Headers)) {
			if header := response.Headers[name].Value; header != nil {
				field := part.part(part.Place + " header " + name)
				field.Key = strings.ToLower(field.Place)
				field.demand(header.Required)
				field.schema(header.Schema, "", nil)
			}
		}
	}
}

func (e *element) parameter(path string, p *openapi3.Parameter) {
	part := e.part(p.In + " parameter " + p.Name)
	switch p.In {
	case openapi3.ParameterInHeader:
		part.Key = strings.ToLower(part.Place)
	case openapi3.ParameterInPath:
		// A path parameter is identified by its position, not by its name.
		if at := slices.Index(spec.PathParameters(path), p.Name); at >= 0 {
			part.Key = fmt.Sprintf("path parameter %d", at+1)
		}
	}
	part.demand(p.Required)
	part.flag(p.Deprecated, "deprecated")
	part.flag(p.AllowEmptyValue, "may be empty")
	part.Marked = isMarked(p.Extensions)
	usual := openapi3.Parameter{In: p.In}
	want, err := usual.SerializationMethod()
	if is, e := p.SerializationMethod(); err == nil && e == nil && *is != *want {
		part.add(fmt.Sprintf("style %s, explode %t", is.Style, is.Explode))
	}
	part.schema(p.Schema, "", nil)
	for _, media := range slices.Sorted(maps.Keys(p.Content)) {
		part.add("as " + media)
		part.schema(p.Content[media].Schema, "", nil)
	}
}

// credentials adds the credentials that the operation needs. It adds nothing if the document does not declare security.
func (e *element) credentials(t *openapi3.T, op *openapi3.Operation) {
	alternatives := spec.Security(t, op)
	if len(alternatives) == 0 && op.Security != nil {
		alternatives = [][]string{nil}
	}
	for _, names := range alternatives {
		var all []string
		for _, name := range names {
			all = append(all, schemeOf(t, name))
		}
		if len(all) == 0 {
			all = []string{"none"}
		}
		slices.Sort(all)
		e.add("credentials: " + strings.Join(all, " and "))
	}
}

// permissions adds the permissions that the caller needs.
func (e *element) permissions(op *openapi3.Operation) {
	names, _ := op.Extensions[permissions].([]any)
	for _, name := range names {
		e.add(fmt.Sprintf("permission %v", name))
	}
}

func schemeOf(t *openapi3.T, name string) string {
	ref := spec.SecuritySchemes(t)[name]
	if ref == nil || ref.Value == nil {
		return name
	}
	switch scheme := ref.Value; scheme.Type {
	case "apiKey":
		return scheme.In + " " + scheme.Name
	case "http":
		return "http " + strings.ToLower(scheme.Scheme)
	default:
		return scheme.Type
	}
}

func (e *element) content(content openapi3.Content) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		if media != "*/*" { // the media type is unknown
			e.add("as " + media)
		}
		e.schema(content[media].Schema, " field ", nil)
	}
}

// part returns the part of e at a place. It creates the part if it does not exist.
func (e *element) part(place string) *element {
	for _, part := range e.Parts {
		if part.Place == place {
			return part
		}
	}
	part := &element{Place: place, Key: place, words: e.words}
	e.Parts = append(e.Parts, part)
	return part
}

func (e *element) add(fact string) {
	if !slices.Contains(e.Facts, fact) {
		e.Facts = append(e.Facts, fact)
	}
}

// extensions adds the values of the extensions in e.words.
func (e *element) extensions(all map[string]any) {
	for _, word := range e.words {
		if value, stated := all[word]; stated {
			e.add(word + " " + text(value))
		}
	}
}

func (e *element) flag(is bool, fact string) {
	if is {
		e.add(fact)
	}
}

func (e *element) demand(isRequired bool) {
	e.flag(isRequired, required)
	e.flag(!isRequired, optional)
}
