package goapi

import (
	"go/types"
	"reflect"
	"regexp"
	"strings"
)

// plain returns t without the second names that aliases give to types: apart from the name, they are no types of their
// own.
func plain(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return types.NewPointer(plain(t.Elem()))
	case *types.Slice:
		return types.NewSlice(plain(t.Elem()))
	case *types.Map:
		return types.NewMap(plain(t.Key()), plain(t.Elem()))
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, plainTuple(t.Params()), plainTuple(t.Results()), t.Variadic())
	case *types.Named:
		if t.TypeArgs().Len() == 0 {
			return t
		}
		var arguments []types.Type
		for argument := range t.TypeArgs().Types() {
			arguments = append(arguments, plain(argument))
		}
		instance, err := types.Instantiate(nil, t.Origin(), arguments, false)
		if err != nil {
			return t
		}
		return instance
	case *types.Struct:
		var fields []*types.Var
		var tags []string
		for i := range t.NumFields() {
			f := t.Field(i)
			fields = append(fields, types.NewField(f.Pos(), f.Pkg(), f.Name(), plain(f.Type()), f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		return types.NewStruct(fields, tags)
	default:
		return t
	}
}

func plainTuple(tuple *types.Tuple) *types.Tuple {
	var variables []*types.Var
	for v := range tuple.Variables() {
		variables = append(variables, types.NewParam(v.Pos(), v.Pkg(), "", plain(v.Type())))
	}
	return types.NewTuple(variables...)
}

// ownName is a type of the generated package in a text.
var ownName = regexp.MustCompile(`§\.(\w+)`)

// spell writes a type of the package, with the package's own types under the names that renamed gives them.
func (s *side) spell(t types.Type, renamed map[string]string) string {
	text := types.TypeString(plain(t), func(pkg *types.Package) string {
		if pkg == s.pkg {
			return "§"
		}
		return pkg.Name()
	})
	return ownName.ReplaceAllStringFunc(text, func(name string) string {
		name = strings.TrimPrefix(name, "§.")
		if other := renamed[name]; other != "" {
			return other
		}
		return name
	})
}

// field is a field of a struct.
type field struct {
	*types.Var
	tag reflect.StructTag
}

// wire is the field's name in JSON.
func (f field) wire() string {
	name, _, _ := strings.Cut(f.tag.Get("json"), ",")
	return name
}

// fieldsOf returns the exported fields of a struct, by name; nil if t is none.
func fieldsOf(t types.Type) map[string]field {
	structure, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	fields := map[string]field{}
	for i := range structure.NumFields() {
		if f := structure.Field(i); f.Exported() {
			fields[f.Name()] = field{f, reflect.StructTag(structure.Tag(i))}
		}
	}
	return fields
}

// innermost returns the type of the package that a value holds, however often it is optional, listed or mapped; nil if
// there is none.
func (s *side) innermost(t types.Type) *types.Named {
	for {
		switch inner := types.Unalias(t).(type) {
		case interface{ Elem() types.Type }:
			t = inner.Elem()
		case *types.Named:
			if inner.Obj().Pkg() == s.pkg {
				return inner
			}
			if inner.TypeArgs().Len() != 1 {
				return nil
			}
			t = inner.TypeArgs().At(0)
		default:
			return nil
		}
	}
}
