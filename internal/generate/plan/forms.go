package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// FormField is how a form spells a field whose type does not determine the spelling.
type FormField struct {
	Name string `yaml:"-"`
	// True and False are the spellings of a boolean; Inverted is true if the API's value means the opposite.
	True     string `yaml:"true"`
	False    string `yaml:"false"`
	Inverted bool   `yaml:"inverted"`
	// Layout is the layout of a time. Method complete translates it from the notation of x-form to that of package time.
	Layout string `yaml:"layout"`
	// Separator joins the items of a list.
	Separator string `yaml:"separator"`
	// Encode lists the steps that turn the value into a string: json, php, base64.
	Encode []string `yaml:"encode"`
}

// layouts maps the layouts of x-form to those of package time.
var layouts = map[string]string{
	"YYYY-MM-DD":          "2006-01-02",
	"YYYY-MM-DD HH:MM:SS": "2006-01-02 15:04:05",
	"DD/MM/YYYY":          "02/01/2006",
	"MM/DD/YYYY":          "01/02/2006",
}

// formFields returns the fields of a body that have an x-form.
func (b *builder) formFields(d *draft, body *openapi3.SchemaRef) ([]FormField, error) {
	var fields []FormField
	for _, name := range sorted(body.Value.Properties) {
		property := body.Value.Properties[name]
		value := wordsOf(property, "x-form")
		if value == nil {
			continue
		}
		invalid := func(format string, args ...any) error {
			return b.doc.At(d.Pointer+"/requestBody", "x-form of %s: %s", name, fmt.Sprintf(format, args...))
		}
		if !d.Body.IsForm() {
			return nil, invalid("the body is not a form")
		}
		if property.Ref != "" && property.Extensions["x-form"] != nil && b.wrappers[property] == nil {
			return nil, invalid("OpenAPI ignores everything next to a reference: use an allOf with the reference")
		}
		field := FormField{Name: name}
		if err := decodeStrict(value, &field); err != nil {
			return nil, invalid("%v", err)
		}
		if err := field.complete(property.Value); err != nil {
			return nil, invalid("%v", err)
		}
		fields = append(fields, field)
	}
	return fields, nil
}

// complete checks that values of s can be spelled in this way, and translates the layout.
func (f *FormField) complete(s *openapi3.Schema) error {
	boolean := f.True != "" || f.False != "" || f.Inverted
	ways := count([]bool{boolean, f.Layout != "", f.Separator != "", len(f.Encode) > 0}, true)
	switch {
	case ways > 1:
		return errors.New("want only one of: true and false, layout, separator, encode")
	case f.Layout != "":
		return f.translate(s)
	case f.Separator != "" && !s.Type.Is("array"):
		return errors.New("separator: want an array")
	case f.Separator != "":
		return nil
	case len(f.Encode) > 0:
		return f.checkSteps(s)
	case f.True == "" && f.False != "":
		return errors.New("false: want true as well")
	case !s.Type.Is("boolean"):
		return errors.New("true, false and inverted: want a boolean")
	}
	return nil
}

func (f *FormField) translate(s *openapi3.Schema) error {
	if !s.Type.Is("string") || !strings.HasPrefix(s.Format, "date") {
		return errors.New("layout: want a string of the format date or date-time")
	}
	layout, ok := layouts[f.Layout]
	if !ok {
		return fmt.Errorf("layout: want one of %s, got %q", strings.Join(sorted(layouts), ", "), f.Layout)
	}
	f.Layout = layout
	return nil
}

func (f *FormField) checkSteps(s *openapi3.Schema) error {
	if !s.Type.Is("array") && !s.Type.Is("object") && s.Type != nil {
		return errors.New("encode: want an array or an object")
	}
	for i, step := range f.Encode {
		first := i == 0 && (step == "json" || step == "php")
		if later := i > 0 && step == "base64"; !first && !later {
			return fmt.Errorf("encode: want json or php, optionally followed by base64, got %s", strings.Join(f.Encode, ", "))
		}
	}
	return nil
}

// requiredSets holds the members that each alternative of an anyOf and of a oneOf requires, or nil: see requiredOnly.
type requiredSets struct {
	any, one [][]string
}

// takeRequiredSets removes anyOf and oneOf from s if they only require members, because oapi-codegen would make a union of them.
// They become part of the rule for s.
func (c *catalog) takeRequiredSets(s *openapi3.Schema) {
	taken := requiredSets{requiredOnly(s.AnyOf), requiredOnly(s.OneOf)}
	if taken.any != nil {
		s.AnyOf = nil
	}
	if taken.one != nil {
		s.OneOf = nil
	}
	c.sets[s] = taken
}

// requiredOnly returns the required members of each alternative, or nil if an alternative has any other keyword, except annotations.
func requiredOnly(alternatives openapi3.SchemaRefs) [][]string {
	var sets [][]string
	for _, part := range alternatives {
		rest := withoutAnnotations(part.Value)
		rest.Required = nil
		if len(part.Value.Required) == 0 || !isEmpty(&rest) {
			return nil
		}
		sets = append(sets, slices.Clone(part.Value.Required))
	}
	return sets
}
