package contract

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// specimen returns a value to be replaced by a real one, with the required members of objects. Above are the schemas around it.
func specimen(schema *openapi3.Schema, request bool, above []*openapi3.Schema) any {
	for _, part := range spec.Parts(schema) {
		if example := first(part.Example, part.Default); example != nil && schema.VisitJSON(example) == nil {
			return example
		}
		if len(part.Enum) > 0 {
			return part.Enum[0]
		}
	}
	if slices.Contains(above, schema) {
		return nil
	}
	above = append(above, schema)
	for _, alternatives := range []openapi3.SchemaRefs{schema.OneOf, schema.AnyOf} {
		if len(alternatives) > 0 && len(schema.Properties) == 0 {
			return specimen(spec.SchemaOf(alternatives[0]), request, above)
		}
	}
	switch {
	case spec.IsOf(schema, openapi3.TypeArray):
		list := []any{}
		for range schema.MinItems {
			list = append(list, specimen(spec.SchemaOf(schema.Items), request, above))
		}
		return list
	case spec.IsOf(schema, openapi3.TypeInteger, openapi3.TypeNumber):
		for _, part := range spec.Parts(schema) {
			if part.Min != nil {
				return max(1, *part.Min)
			}
		}
		return 1
	case spec.IsOf(schema, openapi3.TypeBoolean):
		return true
	case spec.IsOf(schema, openapi3.TypeString):
		return specimenText(schema)
	}
	object := map[string]any{}
	for _, part := range demanded(schema) {
		for _, name := range part.Required {
			property, _ := spec.Member(schema, name)
			if property == nil || request && property.ReadOnly || !request && property.WriteOnly {
				continue
			}
			object[name] = specimen(property, request, above)
		}
	}
	return object
}

// demanded returns a schema and its parts, including the first of its alternatives.
func demanded(schema *openapi3.Schema) []*openapi3.Schema {
	all := []*openapi3.Schema{schema}
	for _, refs := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf[:min(1, len(schema.AnyOf))], schema.OneOf[:min(1, len(schema.OneOf))]} {
		for _, ref := range refs {
			all = append(all, demanded(ref.Value)...)
		}
	}
	return all
}

// specimenTexts are tried in order: the first that the schema allows is taken.
var specimenTexts = []string{
	"placeholder", "user@example.com", "https://example.com/", "example.com", "2024-01-01T00:00:00Z", "2024-01-01", "192.0.2.1", "2001:db8::1",
	"00000000-0000-4000-8000-000000000000", "a", "1", "AA", "en", "EUR", "en-US", "12:00", "1.00", "+49.1",
}

func specimenText(schema *openapi3.Schema) string {
	byFormat := map[string]string{
		"date": "2024-01-01", "date-time": "2024-01-01T00:00:00Z", "email": "user@example.com", "uri": "https://example.com/",
		"uuid": "00000000-0000-4000-8000-000000000000", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
	}
	for _, part := range spec.Parts(schema) {
		if text, known := byFormat[part.Format]; known {
			return text
		}
	}
	for _, text := range specimenTexts {
		if schema.VisitJSONString(text) == nil {
			return text
		}
	}
	return specimenTexts[0]
}

// first returns the first value that is not nil.
func first(values ...any) any {
	for _, value := range values {
		if value != nil {
			return value
		}
	}
	return nil
}

func encoded(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(data)
}

// plainText returns a value as it is written in a path, a query or a form.
func plainText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return encoded(value)
}
