package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// inlineEnum is an enum in an inline schema.
type inlineEnum struct {
	ref    *openapi3.SchemaRef // to the component that it becomes
	schema *openapi3.Schema
	at     place
	given  string // the name from x-go-type-name, or ""
}

// inlineEnum returns a reference to the component that an enum becomes. NameEnums sets its target, when all enums
// are known.
func (c *catalog) inlineEnum(s *openapi3.Schema, at place) *openapi3.SchemaRef {
	own := c.body(s, at)
	ref := &openapi3.SchemaRef{Ref: components + at.name(), Value: own, Extensions: fieldWords(s.Extensions)}
	given, _ := s.Extensions["x-go-type-name"].(string)
	c.enums = append(c.enums, &inlineEnum{ref: ref, schema: s, at: at, given: given})
	return ref
}

// key returns the same string for all enums that become one type. They have the same type and format, the same values in the same
// order, and the same property name, x-go-type-name and x-enum-varnames.
func (e *inlineEnum) key() string {
	values, err := json.Marshal([]any{e.schema.Type, e.schema.Format, enumTexts(e.schema), e.schema.Extensions["x-enum-varnames"]})
	if err != nil {
		return fmt.Sprint(err)
	}
	return e.given + " " + e.at.part + " " + string(values)
}

// nameEnums makes components of the inline enums. Enums with the same key become one type. Its name is from
// x-go-type-name. Without it, the name is that of the property if several types have the property, and otherwise that of the type and
// the property.
func (c *catalog) nameEnums() {
	groups := map[string][]*inlineEnum{}
	wanted := map[string]int{} // how many groups have the property's name
	for _, e := range c.enums {
		if key := e.key(); groups[key] == nil {
			wanted[e.at.part]++
		}
		groups[e.key()] = append(groups[e.key()], e)
	}
	for _, e := range c.enums {
		group := groups[e.key()]
		if group[0] != e {
			continue
		}
		known := c.enumComponent(e, group, wanted[e.at.part] == 1)
		for _, same := range group {
			c.flags = append(c.flags, flags{same.ref, same.ref.Value.Nullable, same.ref.Value.ReadOnly, same.ref.Value.WriteOnly})
			same.ref.Ref, same.ref.Value = components+known.name, known.schema
		}
	}
}

func (c *catalog) enumComponent(e *inlineEnum, group []*inlineEnum, alone bool) *component {
	if existing := c.byName[cmp.Or(e.given, e.at.part)]; existing != nil && c.sameEnum(existing, e) {
		return existing
	}
	name := e.given
	if name == "" {
		name = e.at.name()
		shared := slices.ContainsFunc(group, func(other *inlineEnum) bool { return other.at.parent != e.at.parent })
		if _, taken := c.names.taken[e.at.part]; shared && alone && !taken {
			name = e.at.part
		}
	}
	known := c.add(name, e.at.pointer, "the enumeration at "+e.at.pointer)
	known.at = e.at
	own := *e.ref.Value
	own.Nullable, own.ReadOnly, own.WriteOnly, own.Extensions = false, false, false, nil
	if names, ok := e.schema.Extensions["x-enum-varnames"]; ok {
		own.Extensions = map[string]any{"x-enum-varnames": names}
	}
	*known.schema = own
	c.from[known.schema] = e.schema
	return known
}

// sameEnum reports whether a component is an enum with the same values.
func (c *catalog) sameEnum(known *component, e *inlineEnum) bool {
	s := c.from[known.schema]
	return s != nil && c.isEnum(s) && slices.Equal(enumTexts(s), enumTexts(e.schema)) && c.plainType(s) == c.plainType(e.schema)
}

// extensibleEnum is the extension that lists the known values of a string that may also have others.
const extensibleEnum = "x-extensible-enum"

// enumTexts returns the values of enum or x-extensible-enum as strings, without null.
func enumTexts(s *openapi3.Schema) []string {
	values := s.Enum
	if known, open := s.Extensions[extensibleEnum].([]any); open {
		values = known
	}
	var texts []string
	for _, value := range values {
		switch value := value.(type) {
		case nil:
		case float64:
			// Requests have numbers without an exponent: 1000000, not 1e+06.
			texts = append(texts, strconv.FormatFloat(value, 'f', -1, 64))
		default:
			texts = append(texts, fmt.Sprint(value))
		}
	}
	return texts
}

// isClosed reports whether a schema allows only the values of its enum.
func isClosed(s *openapi3.Schema) bool { return len(s.Enum) > 0 }

// checkExtensible rejects an x-extensible-enum that is not a list of strings.
func (c *catalog) checkExtensible(s *openapi3.Schema, pointer string) {
	value, open := s.Extensions[extensibleEnum]
	values, ok := value.([]any)
	for _, v := range values {
		_, text := v.(string)
		ok = ok && text
	}
	if open && (!ok || len(values) == 0 || len(s.Enum) > 0 || !s.Type.Is("string")) {
		c.fail(c.doc.At(pointer+"/"+extensibleEnum, "%s: want a list of strings, on a schema of type string without enum, got %v", extensibleEnum, value))
	}
}

// values returns the constants of an enum. Their names can come from x-enum-varnames.
func (c *catalog) values(known *component) ([]Value, error) {
	s := c.from[known.schema]
	if s == nil || !c.isEnum(s) {
		return nil, nil
	}
	var texts []string
	whole := c.plainType(s) != "string"
	for _, text := range enumTexts(s) {
		if _, err := strconv.ParseInt(text, 10, 64); whole && err != nil {
			// The value becomes Go code without quotes, so it must be a number.
			wrong := c.doc.At(known.pointer+"/enum", "enum: want integers, got %q", text)
			if !c.config.Foreign {
				return nil, wrong
			}
			c.note(known.pointer+"/enum", "%q gets no constant: want an integer", text)
			continue
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	names := valueNames(texts)
	if given, ok := s.Extensions["x-enum-varnames"].([]any); ok {
		if len(given) != len(names) {
			return nil, c.doc.At(known.pointer+"/x-enum-varnames", "x-enum-varnames: want %d names, one for each value, got %d", len(names), len(given))
		}
		for i, name := range given {
			names[i] = goName(fmt.Sprint(name))
		}
	}
	var values []Value
	for i, text := range texts {
		what := fmt.Sprintf("the value %q of %s", text, known.name)
		name, err := c.give(c.names, what, c.origin(known.pointer), known.name+names[i])
		if err != nil {
			return nil, err
		}
		values = append(values, Value{Const: name, Text: text})
	}
	return values, nil
}
