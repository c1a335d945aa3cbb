package upstream

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema adds the facts about a value and the values inside it. Join separates the element's place from the name of a field: it is
// " field " at the root of a body. Below the root it is "", and a dot is used.
func (e *element) schema(ref *openapi3.SchemaRef, join string, above []*openapi3.Schema) {
	if ref == nil || ref.Value == nil {
		return
	}
	e.Spelled = e.Spelled || ref.Extensions["x-form"] != nil || ref.Value.Extensions["x-form"] != nil
	e.extensions(ref.Extensions)
	e.describe(ref.Value, join, above, nil)
	values, closed := choices(ref.Value)
	for _, value := range values {
		e.add("value " + value)
	}
	if closed {
		e.add(fmt.Sprintf("closed enum of %d", len(values)))
	}
}

// describe adds the facts of a schema or a part of it. Facts of alternatives are combined: a value that may be a number or a string has
// both types. A recursive schema is followed once.
func (e *element) describe(s *openapi3.Schema, join string, above []*openapi3.Schema, names []string) {
	if slices.Contains(above, s) {
		return
	}
	above = append(slices.Clone(above), s)
	names = slices.Concat(names, requiredOf(s))
	e.value(s)
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		if part.Value != nil {
			e.describe(part.Value, join, above, names)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		field := e.part(e.Place + cmp.Or(join, ".") + name)
		field.Marked = field.Marked || isOwnMark(s.Properties[name])
		field.demand(slices.Contains(names, name))
		field.schema(s.Properties[name], "", above)
	}
	if s.Items != nil {
		e.part(e.Place+join+"[]").schema(s.Items, "", above)
	}
	if s.AdditionalProperties.Schema != nil {
		e.part(e.Place+join+"{}").schema(s.AdditionalProperties.Schema, "", above)
	}
}

// requiredOf returns the fields that a schema or a member of its allOf requires.
func requiredOf(s *openapi3.Schema) []string {
	all := slices.Clone(s.Required)
	for _, part := range s.AllOf {
		if part.Value != nil && part.Value != s {
			all = append(all, part.Value.Required...)
		}
	}
	return all
}

// value adds the facts of a schema about the value itself.
func (e *element) value(s *openapi3.Schema) {
	e.extensions(s.Extensions)
	for _, name := range s.Type.Slice() {
		e.add(name)
	}
	e.flag(s.Nullable, "may be null")
	if s.Format != "" {
		e.add("format " + s.Format)
	}
	if s.Default != nil {
		e.add("default " + text(s.Default))
	}
	e.limit(s.Min, s.ExclusiveMin.IsTrue(), "at least ", "more than ")
	e.limit(s.Max, s.ExclusiveMax.IsTrue(), "at most ", "less than ")
	e.limit(s.MultipleOf, false, "a multiple of ", "")
	e.count(s.MinLength, s.MaxLength, "characters")
	e.count(s.MinItems, s.MaxItems, "items")
	e.count(s.MinProps, s.MaxProps, "fields")
	if s.Pattern != "" {
		e.add("pattern " + s.Pattern)
	}
	e.flag(s.UniqueItems, "unique items")
	e.flag(s.ReadOnly, "read only")
	e.flag(s.WriteOnly, "write only")
	e.flag(s.Deprecated, "deprecated")
	e.flag(s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has, "no other fields")
}

// choices returns the values that a schema lists, and whether it allows no others.
func choices(s *openapi3.Schema) (values []string, closed bool) {
	if s == nil {
		return nil, false
	}
	for _, value := range s.Enum {
		if value != nil {
			values = append(values, text(value))
		}
	}
	closed = len(values) > 0
	for _, alternatives := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		all := len(alternatives) > 0
		for _, part := range alternatives {
			more, only := choices(part.Value)
			values, all = append(values, more...), all && only
		}
		closed = closed || all
	}
	for _, part := range s.AllOf {
		more, only := choices(part.Value)
		values, closed = append(values, more...), closed || only
	}
	slices.Sort(values)
	return slices.Compact(values), closed
}

func (e *element) limit(limit *float64, exclusive bool, with, without string) {
	if limit == nil {
		return
	}
	if exclusive {
		with = without
	}
	e.add(with + strconv.FormatFloat(*limit, 'f', -1, 64))
}

func (e *element) count(least uint64, most *uint64, what string) {
	if least > 0 {
		e.add(fmt.Sprintf("at least %d %s", least, what))
	}
	if most != nil {
		e.add(fmt.Sprintf("at most %d %s", *most, what))
	}
}

// text returns a value on one line. Strings stay as they are, unless they are empty. Other values are written as JSON.
func text(value any) string {
	if s, ok := value.(string); ok && s != "" {
		return s
	}
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(data)
}
