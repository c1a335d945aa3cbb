package goapi

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// findUsers records which operations use which types, directly or inside other types.
func (s *side) findUsers() {
	inside := map[string][]string{} // the types that each type contains
	for _, t := range s.plan.Types {
		expressions := []string{t.GoType, t.Extra}
		for _, f := range t.Fields {
			expressions = append(expressions, f.GoType)
		}
		inside[t.Name] = append(s.own(expressions...), s.alternatives(t)...)
	}
	operations := slices.SortedFunc(slices.Values(s.plan.Operations), func(a, b *plan.Operation) int {
		return cmp.Compare(subjectOf(a), subjectOf(b))
	})
	s.users = map[string][]*plan.Operation{}
	for _, op := range operations {
		seen := map[string]bool{}
		var use func(names []string)
		use = func(names []string) {
			for _, name := range names {
				if !seen[name] {
					seen[name] = true
					s.users[name] = append(s.users[name], op)
					use(inside[name])
				}
			}
		}
		use(s.own(expressionsOf(op)...))
	}
}

// expressionsOf returns the types that an operation sends and receives.
func expressionsOf(op *plan.Operation) []string {
	all := []string{op.Result.GoType}
	if op.Params != nil {
		all = append(all, op.Params.Name)
	}
	if op.Body != nil {
		all = append(all, op.Body.GoType)
	}
	for _, p := range op.Args {
		all = append(all, p.GoType)
	}
	for _, f := range op.Failures {
		all = append(all, f.GoType)
	}
	for _, e := range op.Envelopes {
		all = append(all, e.GoType)
	}
	return all
}

// alternatives returns the types that a union's methods return.
func (s *side) alternatives(t *plan.Type) (names []string) {
	if !t.Union {
		return nil
	}
	union := s.pkg.Scope().Lookup(t.Name).Type()
	for method := range types.NewMethodSet(union).Methods() {
		for v := range method.Type().(*types.Signature).Results().Variables() {
			names = append(names, s.own(types.TypeString(v.Type(), types.RelativeTo(s.pkg)))...)
		}
	}
	return names
}

// onlyUser returns the operation that uses a type, or nil if it is not exactly one operation.
func (s *side) onlyUser(typeName string) *plan.Operation {
	if users := s.users[typeName]; len(users) == 1 {
		return users[0]
	}
	return nil
}

// usedBy names the operations that use a type if there are several.
func (s *side) usedBy(typeName string) string {
	users := s.users[typeName]
	if len(users) < 2 {
		return ""
	}
	const few = 3
	var names []string
	for _, op := range users[:min(few, len(users))] {
		names = append(names, subjectOf(op))
	}
	if more := len(users) - few; more > 0 {
		names[few-1] = fmt.Sprintf("%d others", more+1)
	}
	return " (used by " + enumerate(names) + ")"
}
