package goapi

import (
	"cmp"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strings"
)

// word is a name in a type expression, with its package if it has one.
var word = regexp.MustCompile(`[\pL_][\pL\pN_]*(\.[\pL_][\pL\pN_]*)?`)

// own returns the names in type expressions that are types of the package itself.
func (s *side) own(expressions ...string) (names []string) {
	for _, name := range word.FindAllString(strings.Join(expressions, " "), -1) {
		if s.types[name] != nil {
			names = append(names, name)
		}
	}
	return names
}

// spell rewrites a type expression: it replaces aliases with their types, and the names of the package's types with those in renamed.
func (s *side) spell(expression string, renamed map[string]string) string {
	return s.spellBelow(expression, renamed, nil)
}

func (s *side) spellBelow(expression string, renamed map[string]string, above []string) string {
	return word.ReplaceAllStringFunc(expression, func(name string) string {
		t := s.types[name]
		switch {
		case t == nil:
			return s.external(name)
		case t.Alias && !slices.Contains(above, name):
			return s.spellBelow(t.GoType, renamed, append(above, name))
		case renamed[name] != "":
			return renamed[name]
		}
		return name
	})
}

// external resolves a name from another package. If the name is an alias, it returns the type; otherwise, it returns the name.
func (s *side) external(name string) string {
	prefix, base, _ := strings.Cut(name, ".")
	for _, i := range s.plan.Imports {
		if cmp.Or(i.Name, path.Base(i.Path)) != prefix {
			continue
		}
		for _, pkg := range s.pkg.Imports() {
			object, ok := pkg.Scope().Lookup(base).(*types.TypeName)
			if ok && pkg.Path() == i.Path && object.IsAlias() {
				return types.TypeString(types.Unalias(object.Type()), (*types.Package).Name)
			}
		}
	}
	return name
}

// spell applies [side.spell] to an expression of the element.
func (e *element) spell(expression string) string { return e.side.spell(expression, e.renamed) }

// as returns a copy of the element that spells the types in renamed with their new names.
func (e *element) as(renamed map[string]string) *element {
	own := *e
	own.renamed = renamed
	return &own
}

// result is what a method returns: "error", or "(Box, error)".
func (e *element) result() string {
	if e.op.Result.GoType == "" {
		return "error"
	}
	return "(" + e.spell(e.op.Result.GoType) + ", error)"
}

// argument is an argument of a method. A path argument has the name of its parameter; the others are "params" and "body".
type argument struct{ name, goType string }

func (a argument) inPath() bool { return a.name != "params" && a.name != "body" }

// arguments returns the arguments of a method.
func (e *element) arguments() []argument {
	op := e.op
	var all []argument
	for _, p := range op.Args {
		all = append(all, argument{p.Name, e.spell(p.GoType)})
	}
	if op.Params != nil {
		all = append(all, argument{"params", "*" + e.spell(op.Params.Name)})
	}
	if op.HasBody() {
		pointer := ""
		if op.Body.Optional {
			pointer = "*"
		}
		all = append(all, argument{"body", pointer + e.spell(op.Body.GoType)})
	}
	return all
}

// enumerate joins a list as in a sentence: a, b and c.
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// withThem ends a sentence about a change to one name with the other names that change for the same reason, if any.
func withThem(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ", and with it " + enumerate(names)
}
