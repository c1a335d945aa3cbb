package contract

import (
	"encoding/base64"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/elliotchance/phpserialize"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
)

// formField is the x-form extension of a property: how its value is written in a form.
type formField struct {
	True      string   `json:"true"`
	False     string   `json:"false"`
	Inverted  bool     `json:"inverted"`
	Layout    string   `json:"layout"`
	Separator string   `json:"separator"`
	Encode    []string `json:"encode"`
}

// unspell converts the text of a form field to the value that its schema declares, or returns false if the schema has no x-form.
// Text that does not fit is returned unchanged, for the validator to report.
func unspell(text string, schema *openapi3.Schema, style runtime.Form) (any, bool) {
	value, special := schema.Extensions["x-form"]
	if !special {
		return nil, false
	}
	field := convert[formField](value, "x-form")
	switch {
	case field.Layout != "":
		return field.dateTime(text, schema.Format), true
	case field.Separator != "":
		list := []any{}
		for _, item := range strings.Split(text, field.Separator) {
			list = append(list, spec.Scalar(item, spec.SchemaOf(schema.Items), style.True, style.False))
		}
		return list, true
	case len(field.Encode) > 0:
		return field.decode(text), true
	}
	yes, no := field.True, field.False
	if yes == "" && no == "" {
		yes, no = style.True, style.False
	}
	switch text {
	case yes:
		return !field.Inverted, true
	case no:
		return field.Inverted, true
	}
	return text, true
}

// dateTime returns a date or time in the format of JSON Schema.
func (f formField) dateTime(text, format string) any {
	at, err := time.Parse(f.goLayout(), text)
	switch {
	case err != nil:
		return text
	case format == "date":
		return at.Format(time.DateOnly)
	}
	return at.Format(time.RFC3339)
}

// goLayout returns the layout of a date or time in the notation of package time.
func (f formField) goLayout() string {
	return strings.NewReplacer("YYYY", "2006", "HH:MM:SS", "15:04:05", "MM", "01", "DD", "02").Replace(f.Layout)
}

// encode applies the steps of the field's encoding in order.
func (f formField) encode(tree any) string {
	for _, step := range f.Encode {
		switch step {
		case "base64":
			tree = base64.StdEncoding.EncodeToString([]byte(plainText(tree)))
		case "json":
			tree = show(tree)
		case "php":
			array := map[any]any{}
			object, _ := tree.(map[string]any)
			for key, value := range object {
				array[key] = plainText(value)
			}
			data, err := phpserialize.Marshal(array, nil)
			if err != nil {
				return plainText(tree)
			}
			tree = string(data)
		}
	}
	return plainText(tree)
}

// decode undoes the steps of the field's encoding in reverse order.
func (f formField) decode(text string) any {
	tree := any(text)
	for i := len(f.Encode) - 1; i >= 0; i-- {
		current, ok := tree.(string)
		if !ok {
			return text
		}
		var err error
		switch f.Encode[i] {
		case "base64":
			var data []byte
			data, err = base64.StdEncoding.DecodeString(current)
			tree = string(data)
		case "json":
			tree, err = spec.ParseJSON([]byte(current))
		case "php":
			var array map[any]any
			err = phpserialize.Unmarshal([]byte(current), &array)
			object := map[string]any{}
			for key, value := range maps.All(array) {
				object[fmt.Sprint(key)] = value
			}
			tree = object
		}
		if err != nil {
			return text
		}
	}
	return tree
}

// asGo converts dates with x-form to RFC 3339 times, because their Go type is time.Time.
func asGo(tree any, schema *openapi3.Schema) any {
	object, ok := tree.(map[string]any)
	if !ok || schema == nil {
		return tree
	}
	object = maps.Clone(object)
	for name, value := range object {
		property, _ := spec.Member(schema, name)
		if text, ok := value.(string); ok && property != nil && property.Format == "date" && property.Extensions["x-form"] != nil {
			if at, err := time.Parse(time.DateOnly, text); err == nil {
				object[name] = at.Format(time.RFC3339)
			}
		}
	}
	return object
}
