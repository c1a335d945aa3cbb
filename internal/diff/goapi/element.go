package goapi

import (
	"fmt"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// element is a part of a generated package, with the parts inside it.
type element struct {
	kind *kind
	// subject is the element's name in changes, such as InvoicesService.Get. For an argument, it is the position.
	subject string
	origin  *plan.Origin
	parts   []*element

	side *side
	// renamed maps names of types to the names to use instead in expressions. If it is nil, all names stay.
	renamed map[string]string

	service   *plan.Service
	op        *plan.Operation // the operation of a method, an iterator or a parameter
	parameter *plan.Parameter
	typ       *plan.Type // the type itself, or the parent of a field or constant
	field     *plan.Field
	value     plan.Value
	server    plan.Server
	option    option
}

// list lists the elements of a package. Types come first, because parameters are paired by the new names of their fields.
func (s *side) list() (all []*element) {
	add := func(list *[]*element, e element) *element {
		e.side = s
		*list = append(*list, &e)
		return &e
	}
	for _, t := range s.plan.Types {
		typ := add(&all, element{kind: typeKind, subject: t.Name, origin: &t.Origin, typ: t})
		if t.Struct {
			add(&typ.parts, element{kind: extraKind, subject: t.Name + ".AdditionalProperties", origin: &t.Origin, typ: t})
		}
		for _, f := range t.Fields {
			add(&typ.parts, element{kind: fieldKind, subject: t.Name + "." + f.Name, origin: &f.Origin, typ: t, field: f})
		}
		for _, v := range t.Values {
			add(&typ.parts, element{kind: constantKind, subject: v.Const, origin: &t.Origin, typ: t, value: v})
		}
	}
	for _, service := range s.plan.Services {
		add(&all, element{kind: serviceKind, subject: "Client." + service.Name, origin: &service.Operations[0].Origin, service: service})
	}
	for _, op := range s.plan.Operations {
		method := add(&all, element{kind: methodKind, subject: subjectOf(op), origin: &op.Origin, op: op})
		if op.Pager != nil {
			add(&method.parts, element{kind: iteratorKind, subject: op.Service.Type + "." + op.Pager.Name, origin: &op.Origin, op: op})
		}
		for _, p := range op.Parameters {
			add(&method.parts, element{kind: parameterKind, subject: op.Params.Name + "." + p.Field.Name, origin: &p.Origin, op: op, parameter: p})
		}
		for i, p := range op.Args {
			add(&method.parts, element{kind: argumentKind, subject: fmt.Sprint(i), origin: &p.Origin, op: op, parameter: p})
		}
	}
	for _, server := range s.plan.Servers {
		add(&all, element{kind: serverKind, subject: server.Const, origin: &server.Origin, server: server})
	}
	for _, o := range optionsOf(s.plan) {
		add(&all, element{kind: optionKind, subject: o.name, origin: &o.Origin, option: o})
	}
	return append(all, s.client)
}
