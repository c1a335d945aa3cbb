package expr

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// forms are functions that compile their own argument, because they evaluate parts of it more than once or not at all.
var forms map[string]func(argument any) (Value, error)

func init() {
	forms = map[string]func(any) (Value, error){
		"$when":    compileWhen,
		"$each":    compileEach,
		"$records": compileRecords,
		"$group":   compileGroup,
	}
}

// compileWhen compiles {$when: [condition, then, else]}.
func compileWhen(argument any) (Value, error) {
	trees, _ := argument.([]any)
	if len(trees) != 2 && len(trees) != 3 {
		return nil, fmt.Errorf("want a condition and one or two values, got %d", len(trees))
	}
	parts, err := compileAll(trees)
	if err != nil {
		return nil, err
	}
	return func(s Scope) (any, bool) {
		switch {
		case True(parts[0].Of(s)):
			return parts[1](s)
		case len(parts) == 3:
			return parts[2](s)
		}
		return nil, false
	}, nil
}

// fields compiles the named parts of a form. A missing or unknown part is an error.
func fields(argument any, required, optional []string) (map[string]Value, map[string]any, error) {
	trees, ok := argument.(map[string]any)
	if !ok {
		return nil, nil, errors.New("want an object")
	}
	parts := map[string]Value{}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		if !slices.Contains(required, name) && !slices.Contains(optional, name) {
			return nil, nil, fmt.Errorf("unknown field %s: want %v", name, slices.Concat(required, optional))
		}
		e, err := Compile(trees[name])
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		parts[name] = e
	}
	for _, name := range required {
		if parts[name] == nil {
			return nil, nil, fmt.Errorf("%s is missing", name)
		}
	}
	return parts, trees, nil
}

// compileEach compiles {$each: {in: list, as: item, if: condition, get: value}}: one value for each item of a list. Without
// get, the values are the items; with first, the result is the first value.
func compileEach(argument any) (Value, error) {
	parts, trees, err := fields(argument, []string{"in"}, []string{"as", "if", "get", "first"})
	if err != nil {
		return nil, err
	}
	as, _ := trees["as"].(string)
	if as == "" {
		as = "item"
	}
	first, _ := trees["first"].(bool)
	return func(s Scope) (any, bool) {
		list := []any{}
		for _, item := range List(parts["in"].Of(s)) {
			inner := s.With(as, item)
			if parts["if"] != nil && !True(parts["if"].Of(inner)) {
				continue
			}
			value := item
			if parts["get"] != nil {
				var ok bool
				if value, ok = parts["get"](inner); !ok {
					continue
				}
			}
			if first {
				return value, true
			}
			list = append(list, value)
		}
		return list, !first
	}, nil
}

// compileRecords compiles {$records: {of: collection, where: {field: value}}}: the records whose fields have the values. Absent and
// null values match any field.
func compileRecords(argument any) (Value, error) {
	parts, trees, err := fields(argument, []string{"of"}, []string{"where"})
	if err != nil {
		return nil, err
	}
	if _, ok := trees["of"].(string); !ok {
		return nil, errors.New("of: want the name of a collection")
	}
	return func(s Scope) (any, bool) {
		where, _ := parts["where"].Of(s).(map[string]any)
		list := []any{}
		for _, record := range s.Env.Records(Text(parts["of"].Of(s)), where) {
			list = append(list, record)
		}
		return list, true
	}, nil
}

// compileGroup compiles {$group: {in: list, by: value of $item, get: value of $key and $items}}: one value for each group of items,
// in the order of their first items.
func compileGroup(argument any) (Value, error) {
	parts, _, err := fields(argument, []string{"in", "by", "get"}, nil)
	if err != nil {
		return nil, err
	}
	return func(s Scope) (any, bool) {
		var keys []string
		groups := map[string][]any{}
		for _, item := range List(parts["in"].Of(s)) {
			key := Text(parts["by"].Of(s.With("item", item)))
			if groups[key] == nil {
				keys = append(keys, key)
			}
			groups[key] = append(groups[key], item)
		}
		list := []any{}
		for _, key := range keys {
			if value, ok := parts["get"](s.With("key", key).With("items", groups[key])); ok {
				list = append(list, value)
			}
		}
		return list, true
	}, nil
}
