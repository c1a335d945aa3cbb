package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// layouts are the layouts of x-form, in Go's words.
var layouts = map[string]string{
	"YYYY-MM-DD":          "2006-01-02",
	"YYYY-MM-DD HH:MM:SS": "2006-01-02 15:04:05",
	"DD/MM/YYYY":          "02/01/2006",
	"MM/DD/YYYY":          "01/02/2006",
}

// encodings are the steps of x-form, in Go's words.
var encodings = map[string]string{"json": "core.EncodeJSON", "php": "core.EncodePHP", "base64": "core.EncodeBase64"}

// readFormFields finds the properties of a form that have a spelling of their own, and returns the Go expressions of their
// core.FormField by name.
func (p *pkg) readFormFields(pl *plan, body *openapi3.SchemaRef) (map[string]string, error) {
	fields := map[string]string{}
	for _, name := range sorted(body.Value.Properties) {
		property := body.Value.Properties[name]
		value := wordsOf(property, "x-form")
		if value == nil {
			continue
		}
		fault := func(format string, args ...any) error {
			return p.doc.At(pl.pointer+"/requestBody", "x-form of %s: %s", name, fmt.Sprintf(format, args...))
		}
		if pl.bodyMedia != mediaForm {
			return nil, fault("the body is no form")
		}
		if property.Ref != "" && property.Extensions["x-form"] != nil {
			return nil, fault("it stands beside a reference, where OpenAPI has no words: make it an allOf of the reference")
		}
		var field formFieldExt
		if err := decodeStrict(value, &field); err != nil {
			return nil, fault("%v", err)
		}
		literal, err := field.literal(property.Value)
		if err != nil {
			return nil, fault("%v", err)
		}
		fields[name] = literal
	}
	return fields, nil
}

// literal returns the Go expression of the core.FormField, or why a value of the schema cannot be spelled so.
func (f formFieldExt) literal(s *openapi3.Schema) (string, error) {
	boolean := f.True != "" || f.False != "" || f.Inverted
	ways := 0
	for _, given := range []bool{boolean, f.Layout != "", f.Separator != "", len(f.Encode) > 0} {
		if given {
			ways++
		}
	}
	moment := s.Type.Is("string") && strings.HasPrefix(s.Format, "date")
	container := s.Type.Is("array") || s.Type.Is("object") || s.Type == nil
	switch {
	case ways > 1:
		return "", fmt.Errorf("a value is spelled in one way: as a boolean, in a layout, with a separator, or encoded")
	case f.True == "" && f.False != "":
		return "", fmt.Errorf("false alone would leave nothing for true")
	case f.Layout != "" && !moment:
		return "", fmt.Errorf("a layout belongs to a string of the format date or date-time")
	case f.Layout != "" && layouts[f.Layout] == "":
		return "", fmt.Errorf("the layout %q is none of %s", f.Layout, strings.Join(sorted(layouts), ", "))
	case f.Layout != "":
		return fmt.Sprintf("{Layout: %q}", layouts[f.Layout]), nil
	case f.Separator != "" && !s.Type.Is("array"):
		return "", fmt.Errorf("a separator belongs to an array")
	case f.Separator != "":
		return fmt.Sprintf("{Separator: %q}", f.Separator), nil
	case len(f.Encode) > 0 && !container:
		return "", fmt.Errorf("encode belongs to an array or an object")
	case len(f.Encode) > 0:
		steps := make([]string, len(f.Encode))
		for i, step := range f.Encode {
			if steps[i] = encodings[step]; steps[i] == "" || (i == 0) == (step == "base64") {
				return "", fmt.Errorf("encode is json or php, and base64 after it")
			}
		}
		return "{Encode: []core.Encoding{" + strings.Join(steps, ", ") + "}}", nil
	case !s.Type.Is("boolean"):
		return "", fmt.Errorf("true, false and inverted belong to a boolean")
	}
	var parts []string
	if f.True != "" {
		parts = append(parts, fmt.Sprintf("True: %q", f.True))
	}
	if f.False != "" {
		parts = append(parts, fmt.Sprintf("False: %q", f.False))
	}
	if f.Inverted {
		parts = append(parts, "Inverted: true")
	}
	return "{" + strings.Join(parts, ", ") + "}", nil
}

// requiredSets are the alternatives of a body of which each demands some members.
type requiredSets struct {
	any, one [][]string
}

// takeRequiredSets takes anyOf and oneOf, where they only say which members must be there, out of a schema: oapi-codegen would
// make a union of them. The rule for the body says the same.
func (p *pkg) takeRequiredSets(s *openapi3.Schema) {
	taken := requiredSets{requiredOnly(s.AnyOf), requiredOnly(s.OneOf)}
	if taken.any != nil {
		s.AnyOf = nil
	}
	if taken.one != nil {
		s.OneOf = nil
	}
	if taken.any != nil || taken.one != nil {
		p.sets[s] = taken
	}
}

// requiredOnly returns the required members of each alternative; nil if one of them says more.
func requiredOnly(alternatives openapi3.SchemaRefs) [][]string {
	var sets [][]string
	for _, part := range alternatives {
		text, err := openapi3.NewSchema().WithRequired(part.Value.Required).MarshalJSON()
		if err != nil || part.Ref != "" || len(part.Value.Required) == 0 {
			return nil
		}
		if own, err := part.Value.MarshalJSON(); err != nil || string(own) != string(text) {
			return nil
		}
		sets = append(sets, slices.Clone(part.Value.Required))
	}
	return sets
}

// literals returns the fields of a core.Rule for the sets of a body, which may be a form.
func (r requiredSets) literals(form bool) []string {
	var fields []string
	for _, sets := range []struct {
		name string
		list [][]string
	}{{"RequiredAny", r.any}, {"RequiredOne", r.one}} {
		if sets.list != nil {
			fields = append(fields, sets.name+": "+securityLiteral(sets.list))
		}
	}
	if form && len(fields) > 0 {
		fields = append(fields, "Form: true")
	}
	return fields
}
