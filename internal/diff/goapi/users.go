package goapi

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// findUses notes which types hold which, and which operations send or receive them.
func (s *side) findUses() {
	s.holders, s.callers = map[string][]string{}, map[string][]*plan.Operation{}
	for _, t := range s.plan.Types {
		expressions := []string{t.GoType, t.Extra}
		for _, f := range t.Fields {
			expressions = append(expressions, f.GoType)
		}
		for _, expression := range expressions {
			s.noteHolder(t.Name, s.own(expression))
		}
		if t.Union {
			s.noteHolder(t.Name, s.alternatives(t))
		}
	}
	for _, op := range s.plan.Operations {
		for _, name := range s.roots(op) {
			if !slices.Contains(s.callers[name], op) {
				s.callers[name] = append(s.callers[name], op)
			}
		}
	}
}

func (s *side) noteHolder(holder string, held []string) {
	for _, name := range held {
		if name != holder && !slices.Contains(s.holders[name], holder) {
			s.holders[name] = append(s.holders[name], holder)
		}
	}
}

// roots are the types that an operation names.
func (s *side) roots(op *plan.Operation) []string {
	expressions := []string{op.Result.GoType}
	if op.Params != nil {
		expressions = append(expressions, op.Params.Name)
	}
	if op.Body != nil {
		expressions = append(expressions, op.Body.GoType)
	}
	for _, p := range op.Args {
		expressions = append(expressions, p.GoType)
	}
	for _, f := range op.Failures {
		expressions = append(expressions, f.GoType)
	}
	for _, e := range op.Envelopes {
		expressions = append(expressions, e.GoType)
	}
	var names []string
	for _, expression := range expressions {
		names = append(names, s.own(expression)...)
	}
	return names
}

// alternatives are the types that the methods of a union return.
func (s *side) alternatives(t *plan.Type) []string {
	object := s.pkg.Scope().Lookup(t.Name)
	if object == nil {
		return nil
	}
	named, ok := object.Type().(*types.Named)
	if !ok {
		return nil
	}
	var names []string
	for method := range named.Methods() {
		for v := range method.Signature().Results().Variables() {
			names = append(names, s.own(types.TypeString(v.Type(), types.RelativeTo(s.pkg)))...)
		}
	}
	return names
}

// usersOf returns the operations that use a type, directly or inside of another one, by subject.
func (s *side) usersOf(typeName string) []*plan.Operation {
	if users, known := s.users.Load(typeName); known {
		return users.([]*plan.Operation)
	}
	seen, found := map[string]bool{typeName: true}, map[*plan.Operation]bool{}
	for queue := []string{typeName}; len(queue) > 0; queue = queue[1:] {
		for _, op := range s.callers[queue[0]] {
			found[op] = true
		}
		for _, holder := range s.holders[queue[0]] {
			if !seen[holder] {
				seen[holder] = true
				queue = append(queue, holder)
			}
		}
	}
	var users []*plan.Operation
	for op := range found {
		users = append(users, op)
	}
	slices.SortFunc(users, func(a, b *plan.Operation) int { return cmp.Compare(subjectOf(a), subjectOf(b)) })
	s.users.Store(typeName, users)
	return users
}

// onlyUser returns the operation that alone uses a type; nil if there are several, or none.
func (s *side) onlyUser(typeName string) *plan.Operation {
	if users := s.usersOf(typeName); len(users) == 1 {
		return users[0]
	}
	return nil
}

// usedBy names the operations that use a type, if that is more than one.
func (s *side) usedBy(typeName string) string {
	users := s.usersOf(typeName)
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
