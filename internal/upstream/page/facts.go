package page

import (
	"fmt"
	"slices"

	"github.com/hostclients/hostclients/internal/spec"
)

// api holds the facts of a page.
type api struct {
	operations []*operation
	known      map[string]*operation // by method and path
	// mediaType is the media type of all bodies.
	mediaType string
}

// operation holds the facts about one operation.
type operation struct {
	method, path string
	first, last  int
	permissions  []string
	parameters   []*parameter
	known        map[place]*parameter
}

// place identifies a parameter within its operation.
type place struct{ in, name string }

// A page that exceeds these limits is not an API reference.
const (
	mostOperations = 10_000
	mostParameters = 50_000
	longestPath    = 2_000
)

// parameter holds the facts about one parameter.
type parameter struct {
	name string
	// in is path, query, header or body.
	in          string
	required    bool
	schema      schema
	first, last int
	facts       object
	duplicates  []object
}

// schema is an OpenAPI schema.
type schema = object

// types maps vendors' type names to OpenAPI types. JSON can be any type.
var types = map[string]string{
	"string": "string", "text": "string", "datetime": "string",
	"int": "integer", "integer": "integer",
	"number": "number", "float": "number",
	"bool": "boolean", "boolean": "boolean",
	"array": "array", "object": "object",
	"json": "", "JSON": "",
}

// typed returns the schema for a vendor's type name.
func typed(word string) schema {
	var s schema
	if types[word] != "" {
		s = append(s, member{"type", types[word]})
	}
	if types[word] == "array" {
		s = append(s, member{"items", schema{}})
	}
	if types[word] != word {
		s = append(s, member{"x-type", word})
	}
	return s
}

// add adds a parameter to the operation. If the operation already has it, the new one is recorded as a duplicate of the first.
func (o *operation) add(p *parameter) {
	at := place{p.in, p.name}
	if other := o.known[at]; other != nil {
		again := append(slices.Clone(p.schema), member{"required", p.required}, member{"lines", lines(p.first, p.last)})
		other.duplicates = append(other.duplicates, again)
		return
	}
	if o.known == nil {
		o.known = map[place]*parameter{}
	}
	o.known[at] = p
	o.parameters = append(o.parameters, p)
}

// addPath adds the path parameters that the page does not list. Only their names are known. Number is the line of the path.
func (o *operation) addPath(number int) {
	for _, name := range spec.PathParameters(o.path) {
		if o.known[place{"path", name}] == nil {
			o.add(&parameter{name: name, in: "path", required: true, first: number, last: number})
		}
	}
}

// addTo adds the operation to the API. A duplicate operation is an error.
func (o *operation) addTo(a *api, p page) error {
	if len(o.path) > longestPath {
		return p.errorf(o.first, "want a path of at most %d bytes, got %q", longestPath, o.path)
	}
	name := o.method + " " + o.path
	if other := a.known[name]; other != nil {
		return p.errorf(o.first, "%s is already on line %d", name, other.first)
	}
	if len(a.operations) == mostOperations {
		return p.errorf(o.first, "the page has more than %d operations", mostOperations)
	}
	if a.known == nil {
		a.known = map[string]*operation{}
	}
	a.known[name] = o
	a.operations = append(a.operations, o)
	return nil
}

// check rejects an API that is empty or too large.
func (a api) check(p page) error {
	if len(a.operations) == 0 {
		return p.errorf(1, "want at least one operation, found none")
	}
	parameters := 0
	for _, o := range a.operations {
		for _, parameter := range o.parameters {
			parameters += 1 + len(parameter.duplicates)
		}
		if parameters > mostParameters {
			return p.errorf(o.first, "the page has more than %d parameters up to this operation", mostParameters)
		}
	}
	return nil
}

// lines returns a range of lines, such as "8-12".
func lines(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}
