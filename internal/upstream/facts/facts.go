// Package facts says in short lines what an OpenAPI document says of its operations, so that two documents can be compared
// however each of them is written: references, components and descriptions are not facts, and neither are the names of
// parameters in paths.
package facts

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Operation is an operation and what is said of it.
type Operation struct {
	Method, Path, ID string
	Element

	bases []string
}

// Element is an operation, or a part of one, with what is said of it.
type Element struct {
	// Place says where the element is within its operation, such as "query parameter full" or "body field price.amount". It is
	// empty for the operation itself.
	Place string
	// Key is Place, except for what documents may call differently without a difference.
	Key string
	// Says are the facts, such as "integer", "required", "at least 1".
	Says []string
	// Spelled is whether a form spells the value in a way of its own (x-form). There it is a text, whatever its type is.
	Spelled bool
	// Parts are the elements in this one, each with a Key of its own.
	Parts []*Element
}

// The facts that a document states by leaving a word out; one who does not know must not take them for facts.
const (
	Required = "required"
	Optional = "optional"
)

// Of returns the operations of a document in the order of their paths.
func Of(t *openapi3.T) []Operation {
	var all []Operation
	for _, path := range slices.Sorted(maps.Keys(t.Paths.Map())) {
		item := t.Paths.Value(path)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			op := item.Operations()[method]
			o := Operation{Method: method, Path: path, ID: op.OperationID, bases: basesOf(t.Servers)}
			o.describe(t, item, op)
			all = append(all, o)
		}
	}
	return all
}

// Name is the operation as people write it: "GET /path".
func (o *Operation) Name() string { return o.Method + " " + o.Path }

var argument = regexp.MustCompile(`\{[^}]*\}`)

// anonymous is the path without the names of its parameters.
func (o *Operation) anonymous() string { return spec.AnonymousPath(o.Path) }

// Is reports whether two operations have the same method and path, whatever the parameters in the path are called.
func (o *Operation) Is(other *Operation) bool {
	return o.Method == other.Method && o.anonymous() == other.anonymous()
}

// IsBelowServer is Is if one of the documents writes into the path what the other has in the addresses of its servers, or if
// both have it there.
func (o *Operation) IsBelowServer(other *Operation) bool {
	theirs := other.addresses()
	known := func(path string) bool { return slices.Contains(theirs, path) }
	return o.Method == other.Method && slices.ContainsFunc(o.addresses(), known)
}

// addresses are the paths at which an operation may be found.
func (o *Operation) addresses() []string {
	path := o.anonymous()
	all := []string{path}
	for _, base := range o.bases {
		all = append(all, base+path)
	}
	return all
}

// basesOf returns the paths of servers. The host of an installation may be a variable.
func basesOf(servers openapi3.Servers) []string {
	var all []string
	for _, server := range servers {
		address, err := url.Parse(argument.ReplaceAllString(server.URL, "x"))
		if err != nil {
			continue
		}
		if base := strings.TrimSuffix(address.Path, "/"); base != "" {
			all = append(all, base)
		}
	}
	return all
}

func (o *Operation) describe(t *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) {
	o.flag(op.Deprecated, "deprecated")
	o.credentials(t, op)
	o.permissions(op)
	for _, ref := range parametersOf(item, op) {
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

// parametersOf returns the parameters of an operation; its own come before those of its path, which they replace.
func parametersOf(item *openapi3.PathItem, op *openapi3.Operation) openapi3.Parameters {
	all := slices.Clone(op.Parameters)
	for _, ref := range item.Parameters {
		if ref.Value != nil && op.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
			all = append(all, ref)
		}
	}
	return slices.DeleteFunc(all, func(ref *openapi3.ParameterRef) bool { return ref.Value == nil })
}

func (e *Element) parameter(path string, p *openapi3.Parameter) {
	part := e.part(p.In + " parameter " + p.Name)
	switch p.In {
	case openapi3.ParameterInHeader:
		part.Key = strings.ToLower(part.Place)
	case openapi3.ParameterInPath:
		// Named differently, it is the same: what counts is where in the path it stands.
		if at := slices.Index(argument.FindAllString(path, -1), "{"+p.Name+"}"); at >= 0 {
			part.Key = fmt.Sprintf("path parameter %d", at+1)
		}
	}
	part.demand(p.Required)
	part.flag(p.Deprecated, "deprecated")
	part.flag(p.AllowEmptyValue, "may be empty")
	usual := openapi3.Parameter{In: p.In}
	want, err := usual.SerializationMethod()
	if is, e := p.SerializationMethod(); err == nil && e == nil && *is != *want {
		part.say(fmt.Sprintf("style %s, explode %t", is.Style, is.Explode))
	}
	part.schema(p.Schema, "", nil)
	for _, media := range slices.Sorted(maps.Keys(p.Content)) {
		part.say("as " + media)
		part.schema(p.Content[media].Schema, "", nil)
	}
}

// credentials says with what a caller makes itself known. A document without a word on it says nothing.
func (e *Element) credentials(t *openapi3.T, op *openapi3.Operation) {
	alternatives, stated := t.Security, len(t.Security) > 0
	if op.Security != nil {
		alternatives, stated = *op.Security, true
	}
	if !stated {
		return
	}
	if len(alternatives) == 0 {
		e.say("credentials: none")
	}
	for _, alternative := range alternatives {
		var all []string
		for _, name := range slices.Sorted(maps.Keys(alternative)) {
			all = append(all, schemeOf(t, name))
		}
		if len(all) == 0 {
			all = []string{"none"}
		}
		slices.Sort(all)
		e.say("credentials: " + strings.Join(all, " and "))
	}
}

// permissions says what a caller must be allowed to do.
func (e *Element) permissions(op *openapi3.Operation) {
	names, _ := op.Extensions["x-permissions"].([]any)
	for _, name := range names {
		e.say(fmt.Sprintf("permission %v", name))
	}
}

func schemeOf(t *openapi3.T, name string) string {
	if t.Components == nil || t.Components.SecuritySchemes[name] == nil || t.Components.SecuritySchemes[name].Value == nil {
		return name
	}
	scheme := t.Components.SecuritySchemes[name].Value
	switch scheme.Type {
	case "apiKey":
		return scheme.In + " " + scheme.Name
	case "http":
		return "http " + strings.ToLower(scheme.Scheme)
	}
	return scheme.Type
}

func (e *Element) content(content openapi3.Content) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		if media != "*/*" { // which says nothing
			e.say("as " + media)
		}
		e.schema(content[media].Schema, " field ", nil)
	}
}

// part returns the part of e at a place, which is made if it is not there.
func (e *Element) part(place string) *Element {
	for _, part := range e.Parts {
		if part.Place == place {
			return part
		}
	}
	part := &Element{Place: place, Key: place}
	e.Parts = append(e.Parts, part)
	return part
}

func (e *Element) say(fact string) {
	if !slices.Contains(e.Says, fact) {
		e.Says = append(e.Says, fact)
	}
}

func (e *Element) flag(is bool, fact string) {
	if is {
		e.say(fact)
	}
}

func (e *Element) demand(required bool) {
	e.flag(required, Required)
	e.flag(!required, Optional)
}

// String writes an element without its parts.
func (e *Element) String() string {
	said := strings.Join(e.Says, ", ")
	if e.Place == "" || said == "" {
		return e.Place + said
	}
	return e.Place + ": " + said
}
