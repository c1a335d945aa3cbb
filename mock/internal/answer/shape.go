package answer

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/specimen"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/request"
)

// Shaper turns values of the state into responses.
type Shaper struct {
	// Generator generates values that the schema requires but the state does not have.
	Generator specimen.Generator
}

// Shape returns a value that fits the schema. It drops undeclared members and those that begin with "_", adds missing required
// members, and converts scalars to an allowed type. If several types are allowed, it uses the type of like, an example value, which
// may be nil.
func (s Shaper) Shape(value any, schema *openapi3.Schema, like any) any {
	return s.shape("", value, schema, like)
}

// anything is the schema of a value that the document does not describe.
var anything = &openapi3.Schema{}

func (s Shaper) shape(place string, value any, schema *openapi3.Schema, like any) any {
	switch value := value.(type) {
	case map[string]any:
		return s.object(place, value, schema, like)
	case []any:
		return s.list(place, value, schema, like)
	}
	return scalar(value, schema, like)
}

func (s Shaper) object(place string, value map[string]any, schema *openapi3.Schema, like any) any {
	if len(value) == 0 && !specimen.IsObject(schema) && spec.Items(schema) != nil {
		return []any{}
	}
	example, _ := like.(map[string]any)
	object := map[string]any{}
	for name, member := range value {
		property, free := spec.Member(schema, name)
		if property == nil && free {
			property = anything
		}
		if property == nil || strings.HasPrefix(name, "_") {
			continue
		}
		if shaped := s.shape(place+"."+name, member, property, example[name]); shaped != nil || isNullable(property) {
			object[name] = shaped
		}
	}
	for _, name := range specimen.Required(schema) {
		property, _ := spec.Member(schema, name)
		switch _, there := object[name]; {
		case there, property == nil:
		case isNullable(property):
			object[name] = nil
		default:
			object[name] = s.Generator.At(place+"."+name, property)
		}
	}
	return object
}

func isNullable(schema *openapi3.Schema) bool {
	return spec.IsUndocumented(schema) || slices.ContainsFunc(spec.Parts(schema), func(part *openapi3.Schema) bool { return part.Nullable })
}

func (s Shaper) list(place string, value []any, schema *openapi3.Schema, like any) any {
	items := spec.Items(schema)
	// PHP lists that are sent as objects with numeric keys stay objects.
	_, keyed := like.(map[string]any)
	keyed = keyed && items != nil && len(value) > 0
	items = cmp.Or(items, anything)
	var example any // of an item
	if all := expr.List(like); len(all) > 0 {
		example = all[0]
	}
	list := make([]any, len(value))
	for i, item := range value {
		list[i] = s.shape(place+"["+strconv.Itoa(i)+"]", item, items, example)
	}
	if !keyed {
		return list
	}
	object := map[string]any{}
	for i, item := range list {
		object[strconv.Itoa(i)] = item
	}
	return object
}

// scalar converts a scalar to the type of the example if possible, and otherwise to a type that the schema allows.
func scalar(value any, schema *openapi3.Schema, like any) any {
	if value == nil {
		return nil
	}
	if _, ok := like.(float64); ok {
		like = json.Number("")
	}
	all := forms(value)
	if i := slices.IndexFunc(all, func(form any) bool { return reflect.TypeOf(form) == reflect.TypeOf(like) }); i >= 0 {
		return all[i]
	}
	for _, form := range all {
		if request.Check("", schema, form, openapi3.VisitAsResponse()) == nil {
			return form
		}
	}
	return value
}

// forms returns a scalar in each type that it can have, its own type first.
func forms(value any) []any {
	text := expr.Text(value)
	all := []any{value, text}
	if flag, ok := value.(bool); ok {
		digit := map[bool]string{true: "1", false: "0"}[flag]
		return append(all, json.Number(digit), digit)
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && json.Valid([]byte(text)) {
		all = append(all, json.Number(text))
	}
	return all
}
