package answer

import (
	"encoding/json"
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
// members, and converts scalars to an allowed type. If several types are allowed, it uses the type in like, an example of the same
// value, which may be nil.
func (s Shaper) Shape(value any, schema *openapi3.Schema, like any) any {
	return s.shape("", value, schema, like)
}

func (s Shaper) shape(place string, value any, schema *openapi3.Schema, like any) any {
	if spec.IsUndocumented(schema) {
		return withoutHidden(value, like)
	}
	switch value := value.(type) {
	case map[string]any:
		return s.object(place, value, schema, like)
	case []any:
		return s.list(place, value, schema, like)
	}
	return scalar(value, schema, like)
}

// withoutHidden returns a value without the server's own members. Scalars get the type that they have in the example, if there
// is one.
func withoutHidden(value, like any) any {
	switch value := value.(type) {
	case map[string]any:
		example, _ := like.(map[string]any)
		object := map[string]any{}
		for name, member := range value {
			if !strings.HasPrefix(name, "_") {
				object[name] = withoutHidden(member, example[name])
			}
		}
		return object
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = withoutHidden(item, firstOf(like))
		}
		return list
	case nil:
		return nil
	}
	return forms(value, like)[0]
}

// firstOf returns the first item of a list, or of an object that stands for a list; nil if there is none.
func firstOf(list any) any {
	if all := expr.List(list); len(all) > 0 {
		return all[0]
	}
	return nil
}

func (s Shaper) object(place string, value map[string]any, schema *openapi3.Schema, like any) any {
	if len(value) == 0 && !specimen.IsObject(schema) && spec.Items(schema) != nil {
		return []any{}
	}
	example, _ := like.(map[string]any)
	object := map[string]any{}
	for name := range value {
		property, free := spec.Member(schema, name)
		switch {
		case strings.HasPrefix(name, "_"):
		case property != nil:
			if member := s.shape(place+"."+name, value[name], property, example[name]); member != nil || isNullable(property) {
				object[name] = member
			}
		case free:
			object[name] = withoutHidden(value[name], example[name])
		}
	}
	for _, name := range specimen.Required(schema) {
		if _, there := object[name]; there {
			continue
		}
		if property, _ := spec.Member(schema, name); property != nil {
			if isNullable(property) {
				object[name] = nil
				continue
			}
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
	if items == nil {
		return withoutHidden(value, like)
	}
	example := firstOf(like)
	list := make([]any, 0, len(value))
	for i, item := range value {
		list = append(list, s.shape(place+"["+strconv.Itoa(i)+"]", item, items, example))
	}
	// PHP lists that are sent as objects with numeric keys stay objects.
	if _, keyed := like.(map[string]any); keyed && len(list) > 0 {
		object := map[string]any{}
		for i, item := range list {
			object[strconv.Itoa(i)] = item
		}
		return object
	}
	return list
}

// scalar converts a scalar to a type that the schema allows.
func scalar(value any, schema *openapi3.Schema, like any) any {
	if value == nil {
		return nil
	}
	if kind(value, like) == 0 {
		return value // it already has the type of the example
	}
	for _, form := range forms(value, like) {
		if kind(form, like) == 0 {
			return form // the example shows that this type is right
		}
		if request.Check("", schema, form, openapi3.VisitAsResponse()) == nil {
			return form
		}
	}
	return value
}

// forms returns a scalar in each type that it can have, the example's type first.
func forms(value, like any) []any {
	text := expr.Text(value)
	all := []any{value, text}
	if flag, ok := value.(bool); ok {
		digit := map[bool]string{true: "1", false: "0"}[flag]
		all = append(all, json.Number(digit), digit)
	}
	if json.Valid([]byte(text)) && text != "" && text != "null" && text[0] != '"' && text != "true" && text != "false" {
		all = append(all, json.Number(text))
	}
	slices.SortStableFunc(all, func(a, b any) int { return kind(a, like) - kind(b, like) })
	return all
}

// kind returns 0 if a value has the type of like, and 1 otherwise.
func kind(value, like any) int {
	same := false
	switch like.(type) {
	case string:
		_, same = value.(string)
	case bool:
		_, same = value.(bool)
	case json.Number, float64:
		_, same = value.(json.Number)
	}
	if same {
		return 0
	}
	return 1
}
