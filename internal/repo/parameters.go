package repo

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/spec"
)

// Parameter is a parameter of an operation, in the path, the query, a header or the body.
type Parameter struct {
	Operation, In, Name, Type string
	Required                  bool
}

// Parameters returns the parameters of an API, sorted by operation. Those in the body are last, sorted by name.
func Parameters(root, name string) ([]Parameter, error) {
	doc, err := generate.API(root, name).Load()
	if err != nil {
		return nil, err
	}
	var all []Parameter
	for _, o := range spec.Operations(doc.T) {
		id := o.Op.OperationID
		for _, ref := range o.Parameters() {
			p := ref.Value
			all = append(all, Parameter{id, p.In, p.Name, typeOf(p.Schema), p.Required})
		}
		for _, schema := range o.RequestSchemas() {
			body := schema.Value
			for _, property := range slices.Sorted(maps.Keys(body.Properties)) {
				all = append(all, Parameter{id, "body", property, typeOf(body.Properties[property]), slices.Contains(body.Required, property)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Parameter) int { return strings.Compare(a.Operation, b.Operation) })
	return all, nil
}

// typeOf returns the type of a value, and its format if it has one.
func typeOf(ref *openapi3.SchemaRef) string {
	s := ref.Value
	if len(s.AllOf) == 1 && s.Type == nil {
		return typeOf(s.AllOf[0])
	}
	if s.Type == nil {
		return "any"
	}
	name := strings.Join(s.Type.Slice(), "|")
	if s.Format != "" {
		name += " " + s.Format
	}
	return name
}

// ParameterListing returns one line for each parameter, and one with the totals.
func ParameterListing(name string, parameters []Parameter) string {
	var b strings.Builder
	operations, required := map[string]bool{}, 0
	for _, p := range parameters {
		presence := "optional"
		if p.Required {
			presence = "required"
			required++
		}
		operations[p.Operation] = true
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\t%s\n", name, p.Operation, p.In, p.Name, p.Type, presence)
	}
	fmt.Fprintf(&b, "%s: %d operations with %d parameters, %d of them required\n", name, len(operations), len(parameters), required)
	return b.String()
}
