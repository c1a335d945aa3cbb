package reference

import (
	"fmt"
	"slices"
	"strings"
)

// api is what a page says about an API.
type api struct {
	operations []*operation
	// mediaType is that of all bodies.
	mediaType string
	// madeUp is what of the document the page does not say.
	madeUp []string
}

// operation is what a page says about one operation.
type operation struct {
	method, path string
	first, last  int
	permissions  []string
	parameters   []*parameter
}

// parameter is what a page says about one parameter.
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

// schema is a schema, in the order of its members.
type schema = object

// types are the words that vendors have for types, with OpenAPI's type for each. JSON may hold anything.
var types = map[string]string{
	"string": "string", "text": "string", "datetime": "string",
	"int": "integer", "integer": "integer",
	"number": "number", "float": "number",
	"bool": "boolean", "boolean": "boolean",
	"array": "array", "object": "object",
	"json": "", "JSON": "",
}

// typed returns the schema of a type, by the vendor's word for it.
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

// add adds a parameter to the operation. If there is one of its name in the same place, it is noted there.
func (o *operation) add(p *parameter) {
	for _, other := range o.parameters {
		if other.name == p.name && other.in == p.in {
			again := append(slices.Clone(p.schema), member{"required", p.required}, member{"lines", lines(p.first, p.last)})
			other.duplicates = append(other.duplicates, again)
			return
		}
	}
	o.parameters = append(o.parameters, p)
}

// addPath adds the parameters of the path that the page has no row for, so nothing is known of them but their names.
func (o *operation) addPath(number int) {
	for _, part := range strings.Split(o.path, "/") {
		inner, opened := strings.CutPrefix(part, "{")
		if !opened {
			continue
		}
		inner = strings.TrimSuffix(inner, "}")
		if !slices.ContainsFunc(o.parameters, func(p *parameter) bool { return p.in == "path" && p.name == inner }) {
			o.parameters = append(o.parameters, &parameter{name: inner, in: "path", required: true, first: number, last: number})
		}
	}
}

// addTo adds the operation to the API, unless the API has it already.
func (o *operation) addTo(a *api, p page) error {
	for _, other := range a.operations {
		if other.method == o.method && other.path == o.path {
			return p.errorf(o.first, "%s %s stands in line %d already", o.method, o.path, other.first)
		}
	}
	a.operations = append(a.operations, o)
	return nil
}

// lines writes a range of lines.
func lines(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}
