package expr

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hostclients/hostclients/internal/spec"
)

// Value is a compiled expression. It returns false if the value is absent. The value of a nil expression is absent.
type Value func(Scope) (any, bool)

// UnmarshalJSON compiles the expression.
func (v *Value) UnmarshalJSON(data []byte) error {
	tree, err := spec.ParseJSON(data)
	if err == nil {
		*v, err = Compile(tree)
	}
	return err
}

// In returns the value in a scope; false if it is absent.
func (v Value) In(s Scope) (any, bool) {
	if v == nil {
		return nil, false
	}
	return v(s)
}

// Of returns the value in a scope; nil if it is absent.
func (v Value) Of(s Scope) any {
	value, _ := v.In(s)
	return value
}

// Fields are named expressions, in the order of their names.
type Fields []Field

// Field is a named expression.
type Field struct {
	Name  string
	Value Value
}

// UnmarshalJSON compiles the expressions of an object.
func (f *Fields) UnmarshalJSON(data []byte) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		field := Field{Name: name}
		if err := field.Value.UnmarshalJSON(object[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		*f = append(*f, field)
	}
	return nil
}

// Of returns the values of the fields that are not absent.
func (f Fields) Of(s Scope) map[string]any {
	values := make(map[string]any, len(f))
	for _, field := range f {
		if value, ok := field.Value.In(s); ok {
			values[field.Name] = value
		}
	}
	return values
}
