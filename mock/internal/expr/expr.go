// Package expr evaluates the expressions of overlays for the mock server: references to the request and to records, and a few
// functions on them. Amounts are exact decimals. The package is independent of any API.
//
// An expression is a plain YAML value, except:
//
//   - a string that begins with "$" is a reference, such as $body.amount; "$$" is a literal "$";
//   - an object whose only key begins with "$" calls a function, such as {$min: [$body.amount, $record.due]}.
//
// A reference to a missing value is absent. Absent members of objects and absent items of lists are left out.
package expr

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Scope contains the values that references can name.
type Scope struct {
	// Values are named expressions, available as $value.<name>. They are evaluated in the scope that uses them.
	Values map[string]Value
	// Env is the state of the server.
	Env Env

	last *root
}

// root is the first name of references, such as body in $body.amount. It hides earlier roots with the same name.
type root struct {
	name   string
	value  any
	before *root
}

// Env is the part of the server that expressions can use.
type Env interface {
	// Builtin returns the value of a reference such as $now; false if there is no such reference.
	Builtin(name string) (any, bool)
	// Records returns the records of a collection whose fields have the values in where, in the order of their creation.
	Records(collection string, where map[string]any) []map[string]any
	// Record returns the record with this id in a collection, or nil.
	Record(collection, id string) map[string]any
}

// With returns a copy of the scope in which references may also begin with name. It hides an existing root with the same name.
func (s Scope) With(name string, value any) Scope {
	s.last = &root{name, value, s.last}
	return s
}

// Root returns the value of a root.
func (s Scope) Root(name string) (any, bool) {
	for r := s.last; r != nil; r = r.before {
		if r.name == name {
			return r.value, true
		}
	}
	return nil, false
}

// Compile compiles a decoded YAML or JSON value. An unknown function or a wrong number of arguments is an error.
func Compile(tree any) (Value, error) {
	switch tree := tree.(type) {
	case string:
		return compileText(tree), nil
	case []any:
		return compileList(tree)
	case map[string]any:
		return compileObject(tree)
	}
	return constant(tree), nil
}

func constant(value any) Value { return func(Scope) (any, bool) { return value, true } }

func compileText(text string) Value {
	if strings.HasPrefix(text, "$$") {
		return constant(text[1:])
	}
	if !strings.HasPrefix(text, "$") {
		return constant(text)
	}
	path := strings.Split(text[1:], ".")
	return func(s Scope) (any, bool) { return s.resolve(path) }
}

func (s Scope) resolve(path []string) (any, bool) {
	root, known := s.Root(path[0])
	rest := path[1:]
	switch {
	case known:
	case path[0] == "value" && len(path) > 1:
		value, ok := s.Values[path[1]]
		if !ok {
			return nil, false
		}
		if root, ok = value.In(s); !ok {
			return nil, false
		}
		rest = path[2:]
	default:
		var ok bool
		if root, ok = s.Env.Builtin(path[0]); !ok {
			return nil, false
		}
	}
	return Member(root, rest)
}

// Member returns the value at a path of properties, or false if a property is missing.
func Member(value any, path []string) (any, bool) {
	for _, name := range path {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, ok = object[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

func compileAll(trees []any) ([]Value, error) {
	var all []Value
	for _, tree := range trees {
		e, err := Compile(tree)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func compileList(trees []any) (Value, error) {
	items, err := compileAll(trees)
	if err != nil {
		return nil, err
	}
	return func(s Scope) (any, bool) {
		list := make([]any, 0, len(items))
		for _, item := range items {
			if value, ok := item(s); ok {
				list = append(list, value)
			}
		}
		return list, true
	}, nil
}

func compileObject(tree map[string]any) (Value, error) {
	if len(tree) == 1 {
		for name, argument := range tree {
			if strings.HasPrefix(name, "$") && !strings.HasPrefix(name, "$$") {
				return compileCall(name, argument)
			}
		}
	}
	names := slices.Sorted(maps.Keys(tree))
	members := map[string]Value{}
	for _, name := range names {
		e, err := Compile(tree[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		members[name] = e
	}
	return func(s Scope) (any, bool) {
		object := make(map[string]any, len(names))
		for _, name := range names {
			if value, ok := members[name](s); ok {
				object[name] = value
			}
		}
		return object, true
	}, nil
}

func compileCall(name string, argument any) (Value, error) {
	if form, ok := forms[name]; ok {
		e, err := form(argument)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return e, nil
	}
	f, ok := functions[name]
	if !ok {
		known := slices.Concat(slices.Collect(maps.Keys(functions)), slices.Collect(maps.Keys(forms)))
		slices.Sort(known)
		return nil, fmt.Errorf("unknown function %s: want one of %s", name, strings.Join(known, ", "))
	}
	trees, isList := argument.([]any)
	if !isList || f.most == 1 { // a list is the only argument
		trees = []any{argument}
	}
	if len(trees) < f.least || f.most > 0 && len(trees) > f.most {
		return nil, fmt.Errorf("%s: number of arguments: want %s, got %d", name, f.arity(), len(trees))
	}
	arguments, err := compileAll(trees)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return func(s Scope) (any, bool) {
		values := make([]any, len(arguments))
		for i, a := range arguments {
			values[i] = a.Of(s)
		}
		return f.call(s, values)
	}, nil
}
