package facts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema adds what is said of a value and of what is in it. The join stands between the element's place and the name of a
// field: " field " at the root of a body, nothing below.
func (e *Element) schema(ref *openapi3.SchemaRef, join string, above []*openapi3.Schema) {
	if ref == nil || ref.Value == nil {
		return
	}
	e.Spelled = e.Spelled || ref.Extensions["x-form"] != nil || ref.Value.Extensions["x-form"] != nil
	e.add(ref.Value, join, above, nil)
	values, closed := choices(ref.Value, nil)
	for _, value := range values {
		e.say("value " + value)
	}
	if closed {
		e.say(fmt.Sprintf("no value but these %d", len(values)))
	}
}

// add adds a schema or a part of one. Alternatives are added up: a value that may be a number or a text is said to be
// both. A schema that holds itself is followed once.
func (e *Element) add(s *openapi3.Schema, join string, above []*openapi3.Schema, required []string) {
	if slices.Contains(above, s) {
		return
	}
	above = append(slices.Clone(above), s)
	required = slices.Concat(required, requiredOf(s))
	e.value(s)
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		if part.Value != nil {
			e.add(part.Value, join, above, required)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		field := e.part(e.Place + cmp.Or(join, ".") + name)
		field.demand(slices.Contains(required, name))
		field.schema(s.Properties[name], "", above)
	}
	if s.Items != nil {
		e.part(e.Place+join+"[]").schema(s.Items, "", above)
	}
	if s.AdditionalProperties.Schema != nil {
		e.part(e.Place+join+"{}").schema(s.AdditionalProperties.Schema, "", above)
	}
}

// requiredOf returns the fields that a schema requires, itself or by a part that always holds.
func requiredOf(s *openapi3.Schema) []string {
	all := slices.Clone(s.Required)
	for _, part := range s.AllOf {
		if part.Value != nil && part.Value != s {
			all = append(all, part.Value.Required...)
		}
	}
	return all
}

// value adds what a schema says of the value itself.
func (e *Element) value(s *openapi3.Schema) {
	for _, name := range s.Type.Slice() {
		e.say(name)
	}
	e.flag(s.Nullable, "may be null")
	if s.Format != "" {
		e.say("format " + s.Format)
	}
	if s.Default != nil {
		e.say("default " + text(s.Default))
	}
	e.limit(s.Min, s.ExclusiveMin.IsTrue(), "at least ", "more than ")
	e.limit(s.Max, s.ExclusiveMax.IsTrue(), "at most ", "less than ")
	e.limit(s.MultipleOf, false, "a multiple of ", "")
	e.count(s.MinLength, s.MaxLength, "characters")
	e.count(s.MinItems, s.MaxItems, "items")
	e.count(s.MinProps, s.MaxProps, "fields")
	if s.Pattern != "" {
		e.say("pattern " + s.Pattern)
	}
	e.flag(s.UniqueItems, "no item twice")
	e.flag(s.ReadOnly, "read only")
	e.flag(s.WriteOnly, "write only")
	e.flag(s.Deprecated, "deprecated")
	e.flag(s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has, "no other fields")
}

// choices returns the values that a schema lists, and whether it allows no others.
func choices(s *openapi3.Schema, above []*openapi3.Schema) (values []string, closed bool) {
	if slices.Contains(above, s) {
		return nil, false
	}
	above = append(slices.Clone(above), s)
	for _, value := range s.Enum {
		if value != nil {
			values = append(values, text(value))
		}
	}
	closed = len(values) > 0
	for _, alternatives := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		all := len(alternatives) > 0
		for _, part := range alternatives {
			more, only := choicesOf(part, above)
			values, all = append(values, more...), all && only
		}
		closed = closed || all
	}
	for _, part := range s.AllOf {
		more, only := choicesOf(part, above)
		values, closed = append(values, more...), closed || only
	}
	slices.Sort(values)
	return slices.Compact(values), closed
}

func choicesOf(ref *openapi3.SchemaRef, above []*openapi3.Schema) (values []string, closed bool) {
	if ref == nil || ref.Value == nil {
		return nil, false
	}
	return choices(ref.Value, above)
}

func (e *Element) limit(limit *float64, exclusive bool, with, without string) {
	if limit == nil {
		return
	}
	if exclusive {
		with = without
	}
	e.say(with + strconv.FormatFloat(*limit, 'f', -1, 64))
}

func (e *Element) count(least uint64, most *uint64, what string) {
	if least > 0 {
		e.say(fmt.Sprintf("at least %d %s", least, what))
	}
	if most != nil {
		e.say(fmt.Sprintf("at most %d %s", *most, what))
	}
}

// text is a value as a line: texts as they are, if one can see them, and everything else as JSON.
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
