package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// inlineEnum is an enumeration that is described in place.
type inlineEnum struct {
	ref    *openapi3.SchemaRef // to the component that it becomes
	schema *openapi3.Schema
	at     place
	given  string // the name that an overlay gives it; "" if none
}

// inlineEnum returns the reference to the component that an enumeration becomes. Which one that is turns out when all
// enumerations are known.
func (c *catalog) inlineEnum(s *openapi3.Schema, at place) *openapi3.SchemaRef {
	own := c.body(s, at)
	ref := &openapi3.SchemaRef{Ref: components + at.name(), Value: own, Extensions: fieldWords(s.Extensions)}
	given, _ := s.Extensions["x-go-type-name"].(string)
	c.enums = append(c.enums, &inlineEnum{ref: ref, schema: s, at: at, given: given})
	return ref
}

// key is the same for enumerations of the same values in the same order under the same property's name.
func (e *inlineEnum) key() string {
	values, err := json.Marshal([]any{e.schema.Type, e.schema.Format, enumTexts(e.schema), e.schema.Extensions["x-enum-varnames"]})
	if err != nil {
		return fmt.Sprint(err)
	}
	return e.given + " " + e.at.part + " " + string(values)
}

// nameEnums makes the enumerations that are described in place components. Those of one name with the same values become one
// type: an overlay gives the name, or it is that of the property if several types have it, and else that of the type and the
// property.
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
			nullable := same.ref.Value.Nullable
			same.ref.Ref, same.ref.Value = components+known.name, known.schema
			if nullable {
				c.nullable = append(c.nullable, nullability{same.ref, true})
			}
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
	own.Nullable, own.Extensions = false, nil
	if names, ok := e.schema.Extensions["x-enum-varnames"]; ok {
		own.Extensions = map[string]any{"x-enum-varnames": names}
	}
	*known.schema = own
	c.from[known.schema] = e.schema
	return known
}

// sameEnum reports whether a component is an enumeration of the same values.
func (c *catalog) sameEnum(known *component, e *inlineEnum) bool {
	s := c.from[known.schema]
	return s != nil && c.isEnum(s) && slices.Equal(enumTexts(s), enumTexts(e.schema)) && c.plainType(s) == c.plainType(e.schema)
}

// extensibleEnum lists the known values of a string that may have others.
const extensibleEnum = "x-extensible-enum"

// enumTexts are the values of an enumeration, without null, as texts; those that are known, if there may be others.
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
			// Without an exponent, as requests write it: 1e+06 is another text than 1000000.
			texts = append(texts, strconv.FormatFloat(value, 'f', -1, 64))
		default:
			texts = append(texts, fmt.Sprint(value))
		}
	}
	return texts
}

// isClosed reports whether a schema allows only the values of its enumeration.
func isClosed(s *openapi3.Schema) bool { return len(s.Enum) > 0 }

// checkExtensible refuses known values that cannot become constants.
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

// values are the constants of an enumeration. An overlay can name them.
func (c *catalog) values(known *component) ([]Value, error) {
	s := c.from[known.schema]
	if s == nil || !c.isEnum(s) {
		return nil, nil
	}
	var texts []string
	whole := c.plainType(s) != "string"
	for _, text := range enumTexts(s) {
		if _, err := strconv.ParseInt(text, 10, 64); whole && err != nil {
			// It would be written into the package as it is.
			wrong := c.doc.At(known.pointer+"/enum", "enum: want whole numbers, got %q", text)
			if !c.config.isForeign() {
				return nil, wrong
			}
			c.note(known.pointer+"/enum", "%q gets no constant: want a whole number", text)
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
