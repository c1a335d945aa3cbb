package expr

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hostclients/hostclients/internal/spec"
)

// Value is an expression that is decoded from JSON. The zero value is a missing expression, whose value is absent.
type Value struct {
	expr Expr
	tree any
}

// UnmarshalJSON compiles the expression.
func (v *Value) UnmarshalJSON(data []byte) (err error) {
	if v.tree, err = spec.ParseJSON(data); err != nil {
		return err
	}
	v.expr, err = Compile(v.tree)
	return err
}

// Given reports whether there is an expression.
func (v Value) Given() bool { return v.expr != nil }

// Is reports whether the expression is a literal.
func (v Value) Is(literal any) bool { return v.expr != nil && v.tree == literal }

// In returns the value in a scope; false if it is absent.
func (v Value) In(s Scope) (any, bool) {
	if v.expr == nil {
		return nil, false
	}
	return v.expr(s)
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
