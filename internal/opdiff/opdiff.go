// Package opdiff shows how two OpenAPI documents differ, operation by operation, for people who replace one by the other. It
// compares facts: parameters, fields of bodies and answers, their types and what is required. It does not judge what breaks.
package opdiff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/document"
)

// Difference is what changed in one operation. Old and New are "GET /path"; one of them is empty if the operation is only in
// the other document.
type Difference struct {
	Old, New string
	// Lost and Gained are the facts of the old document that the new one does not have, and the reverse.
	Lost, Gained []string
}

// operation is an operation with its facts.
type operation struct {
	name, id string
	facts    map[string]bool
}

// Compare returns the operations that differ, those of the old document first. Operations belong together if they have the
// same method and path, whatever their parameters are called, or the same operationId, or else if more than half of their
// facts are the same.
func Compare(before, after *openapi3.T) []Difference {
	olds, news := operations(before), operations(after)
	pairs := map[*operation]*operation{}
	pair := func(same func(a, b *operation) bool) {
		for _, a := range olds {
			for _, b := range news {
				if pairs[a] == nil && pairs[b] == nil && same(a, b) {
					pairs[a], pairs[b] = b, a
				}
			}
		}
	}
	pair(func(a, b *operation) bool { return document.AnonymousPath(a.name) == document.AnonymousPath(b.name) })
	pair(func(a, b *operation) bool { return a.id != "" && a.id == b.id })
	pair(func(a, b *operation) bool { return likeness(a.facts, b.facts) > 0.5 })

	var all []Difference
	for _, a := range olds {
		b := pairs[a]
		if b == nil {
			all = append(all, Difference{Old: a.name})
			continue
		}
		d := Difference{Old: a.name, New: b.name, Lost: missing(a.facts, b.facts), Gained: missing(b.facts, a.facts)}
		if d.Old != d.New || len(d.Lost)+len(d.Gained) > 0 {
			all = append(all, d)
		}
	}
	for _, b := range news {
		if pairs[b] == nil {
			all = append(all, Difference{New: b.name})
		}
	}
	return all
}

// Text writes differences for people.
func Text(all []Difference) string {
	var b strings.Builder
	for _, d := range all {
		switch {
		case d.New == "":
			fmt.Fprintf(&b, "- %s\n", d.Old)
		case d.Old == "":
			fmt.Fprintf(&b, "+ %s\n", d.New)
		case d.Old != d.New:
			fmt.Fprintf(&b, "~ %s is %s\n", d.Old, d.New)
		default:
			fmt.Fprintf(&b, "~ %s\n", d.Old)
		}
		for _, fact := range d.Lost {
			b.WriteString("    - " + fact + "\n")
		}
		for _, fact := range d.Gained {
			b.WriteString("    + " + fact + "\n")
		}
	}
	return b.String()
}

func operations(t *openapi3.T) []*operation {
	var all []*operation
	for _, path := range slices.Sorted(maps.Keys(t.Paths.Map())) {
		item := t.Paths.Value(path)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			op := item.Operations()[method]
			all = append(all, &operation{method + " " + path, op.OperationID, factsOf(item, op)})
		}
	}
	return all
}

func factsOf(item *openapi3.PathItem, op *openapi3.Operation) map[string]bool {
	facts := map[string]bool{}
	for _, ref := range slices.Concat(item.Parameters, op.Parameters) {
		p := ref.Value
		if p.In == "path" {
			continue // named differently, it is the same
		}
		facts[fmt.Sprintf("%s %s: %s%s", p.In, p.Name, kind(p.Schema), demand(p.Required))] = true
	}
	if op.RequestBody != nil {
		for media, content := range op.RequestBody.Value.Content {
			fields(facts, "body ("+media+")", content.Schema, nil)
		}
	}
	for status, response := range op.Responses.Map() {
		for _, content := range response.Value.Content {
			fields(facts, status, content.Schema, nil)
		}
	}
	return facts
}

// fields adds the facts about a value and what is in it. A schema that holds itself is followed once.
func fields(facts map[string]bool, at string, ref *openapi3.SchemaRef, above []*openapi3.Schema) {
	if ref == nil || ref.Value == nil || slices.Contains(above, ref.Value) {
		return
	}
	s := ref.Value
	above = append(above, s)
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		fields(facts, at, part, above)
	}
	for name, property := range s.Properties {
		place := at + " ." + name
		facts[place+": "+kind(property)+demand(slices.Contains(s.Required, name))] = true
		fields(facts, place, property, above)
	}
	if s.Items != nil {
		fields(facts, at+"[]", s.Items, above)
	}
	if s.AdditionalProperties.Schema != nil {
		fields(facts, at+"{}", s.AdditionalProperties.Schema, above)
	}
}

// kind names the type of a value, with its format and its enumeration.
func kind(ref *openapi3.SchemaRef) string {
	if ref == nil || ref.Value == nil {
		return "any"
	}
	s := ref.Value
	if s.Type == nil && len(s.AllOf) == 1 {
		return kind(s.AllOf[0])
	}
	text := "any"
	if s.Type != nil {
		text = strings.Join(s.Type.Slice(), " or ")
	}
	if s.Format != "" {
		text += " " + s.Format
	}
	if len(s.Enum) > 0 {
		text += fmt.Sprintf(" of %v", s.Enum)
	}
	if s.Nullable {
		text += " or null"
	}
	return text
}

func demand(required bool) string {
	if required {
		return ", required"
	}
	return ""
}

// missing returns the facts of a that b does not have.
func missing(a, b map[string]bool) []string {
	var all []string
	for fact := range a {
		if !b[fact] {
			all = append(all, fact)
		}
	}
	slices.Sort(all)
	return all
}

// likeness is the share of facts that two operations have in common.
func likeness(a, b map[string]bool) float64 {
	common := 0
	for fact := range a {
		if b[fact] {
			common++
		}
	}
	if all := len(a) + len(b) - common; all > 0 {
		return float64(common) / float64(all)
	}
	return 0
}
