package goapi

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// compareDefaults compares what the server does for values that are left out. Go does not see the default, but code that
// relies on it means something else.
func (d *differ) compareDefaults() {
	for _, name := range sorted(d.was.operations) {
		subject := "API." + name
		old, current := d.was.operations[name], d.is.operations[strings.TrimPrefix(d.renamed(subject), "API.")]
		if current == nil {
			continue
		}
		before, after := d.was.defaults(old), d.is.defaults(current)
		for _, place := range sorted(before) {
			switch is, there := after[place]; {
			case !there || is == before[place]:
			case before[place] == words(nil):
				d.report(change.Compatible, "default-added", subject, "%s: what leaving out %s means is said now: %s", subject,
					place, is)
			default:
				d.report(change.Risky, "default-changed", subject, "%s: leaving out %s meant %s, means %s", subject, place,
					before[place], is)
			}
		}
	}
}

// defaults are the defaults of an operation's parameters and of its body's fields, by what leaves them out.
func (s *side) defaults(op *operation) map[string]string {
	item := s.doc.T.Paths.Value(op.Path)
	spec := item.GetOperation(op.Method)
	all := map[string]string{}
	note := func(place string, schema *openapi3.SchemaRef) {
		if schema != nil && schema.Value != nil {
			all[place] = words(schema.Value.Default)
		}
	}
	for _, parameters := range []openapi3.Parameters{item.Parameters, spec.Parameters} {
		for _, p := range parameters {
			note("the parameter "+p.Value.Name, p.Value.Schema)
		}
	}
	if spec.RequestBody == nil {
		return all
	}
	for _, media := range spec.RequestBody.Value.Content {
		eachProperty("the body's ", media.Schema, nil, note)
	}
	return all
}

// eachProperty visits the properties of a schema and of the objects in it. A schema that holds itself is visited once.
func eachProperty(at string, ref *openapi3.SchemaRef, above map[*openapi3.Schema]bool,
	visit func(string, *openapi3.SchemaRef)) {
	if ref == nil || ref.Value == nil || above[ref.Value] {
		return
	}
	inside := map[*openapi3.Schema]bool{ref.Value: true}
	for schema := range above {
		inside[schema] = true
	}
	for name, property := range ref.Value.Properties {
		visit(at+name, property)
		eachProperty(at+name+".", property, inside, visit)
	}
	for _, part := range ref.Value.AllOf {
		eachProperty(at, part, inside, visit)
	}
	eachProperty(strings.TrimSuffix(at, ".")+"[].", ref.Value.Items, inside, visit)
}
