package plan

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// general is the service of operations without a tag.
const general = "General"

// services groups the operations, and names services and methods.
func (b *builder) services() error {
	byName, ofTag := map[string]*Service{}, map[string]string{}
	// Services are in the order of the document's tags. Services of tags that are not listed follow, sorted by name.
	for i, tag := range b.doc.T.Tags {
		name, err := b.nameIn(tag.Extensions, "x-go-service", fmt.Sprintf("/tags/%d", i), goName(tag.Name))
		if err != nil {
			return err
		}
		ofTag[tag.Name] = cmp.Or(ofTag[tag.Name], name)
		if byName[name] == nil {
			byName[name] = &Service{Name: name, Type: name + "Service", Description: strings.TrimSpace(tag.Description)}
			b.plan.Services = append(b.plan.Services, byName[name])
		}
	}
	listed := len(b.plan.Services)
	for _, o := range spec.Operations(b.doc.T) {
		if b.leftOut.operations[o.Pointer] != nil {
			continue
		}
		name := general
		if len(o.Op.Tags) > 0 {
			name = cmp.Or(ofTag[o.Op.Tags[0]], goName(o.Op.Tags[0]))
		}
		name, err := b.nameIn(o.Op.Extensions, "x-go-service", o.Pointer, name)
		if err != nil {
			return err
		}
		if byName[name] == nil {
			byName[name] = &Service{Name: name, Type: name + "Service"}
			b.plan.Services = append(b.plan.Services, byName[name])
		}
		op := &Operation{
			Origin: b.origin(o.Pointer), ID: o.Op.OperationID, Method: o.Method, Path: o.Path, Service: byName[name],
			Tags: o.Op.Tags, Deprecated: o.Op.Deprecated,
		}
		if op.Name, err = b.methodOf(o, name); err != nil {
			return err
		}
		byName[name].Operations = append(byName[name].Operations, op)
		b.plan.Operations = append(b.plan.Operations, op)
		b.drafts = append(b.drafts, &draft{
			Operation: op, doc: o, words: goName(op.ID), params: map[*Parameter]*openapi3.Parameter{},
			failures: map[int]*openapi3.SchemaRef{}, wanted: openapi3.Schemas{},
		})
	}
	slices.SortStableFunc(b.plan.Services[listed:], func(a, b *Service) int { return strings.Compare(a.Name, b.Name) })
	b.plan.Services = slices.DeleteFunc(b.plan.Services, func(s *Service) bool { return len(s.Operations) == 0 })
	b.tellApart()
	return b.takeNames()
}

// tellApart names methods of a foreign document after their whole operationIds, if several methods of a service would have the same
// name.
func (b *builder) tellApart() {
	if !b.config.Foreign {
		return
	}
	count := map[string]int{}
	for _, op := range b.plan.Operations {
		count[op.Service.Name+"."+op.Name]++
	}
	for _, d := range b.drafts {
		if count[d.Service.Name+"."+d.Name] > 1 && d.doc.Op.Extensions["x-go-name"] == nil {
			b.note(d.Pointer, "the method of %s is named %s, because another method would also be named %s", d.ID, d.words, d.Name)
			d.Name = d.words
		}
	}
}

// takeNames reserves the names of services, methods, iterators and constants.
func (b *builder) takeNames() error {
	for _, s := range b.plan.Services {
		slices.SortFunc(s.Operations, func(a, b *Operation) int { return strings.Compare(a.Name, b.Name) })
		at := s.Operations[0].Origin
		var err error
		if s.Name, err = b.give(b.client, "the service "+s.Name, at, s.Name); err != nil {
			return err
		}
		if s.Type, err = b.give(b.names, "the service "+s.Name, at, s.Name+"Service"); err != nil {
			return err
		}
	}
	methods := map[*Service]*namespace{}
	for _, d := range b.drafts {
		if methods[d.Service] == nil {
			methods[d.Service] = &namespace{of: "the service " + d.Service.Name}
		}
		var err error
		if d.Name, err = b.give(methods[d.Service], "the operation "+d.ID, d.Origin, d.Name, d.words); err == nil {
			d.Const, err = b.give(b.names, "the operation "+d.ID, d.Origin, "Op"+d.Service.Name+d.Name)
		}
		if err := b.unfit(d, err); err != nil {
			return err
		}
		d.Var = "o" + strings.TrimPrefix(d.Const, "O")
	}
	for _, d := range b.drafts {
		if d.doc.Op.Extensions["x-pagination"] == nil {
			continue
		}
		if err := methods[d.Service].take(iteratorName(d.Name), "the iterator of "+d.ID, d.Origin); err != nil {
			return err
		}
	}
	return nil
}

// iteratorName returns the name of a method's iterator: All for List, AllRecords for ListRecords.
func iteratorName(method string) string { return "All" + strings.TrimPrefix(method, "List") }

// methodOf returns the name of an operation's method: the x-go-name, or without one, the operationId minus the words of the service.
func (b *builder) methodOf(o *spec.Operation, service string) (string, error) {
	usual := goName(o.Op.OperationID)
	left := withoutWords(words(o.Op.OperationID), words(service))
	switch {
	case len(left) > 0:
		usual = goName(strings.Join(left, ""))
	case o.Op.Extensions["x-go-name"] == nil && !b.config.Foreign:
		return "", b.doc.At(o.Pointer+"/operationId", "the operationId %s has only words of the service %s: set the method's name in an overlay (x-go-name)", o.Op.OperationID, service)
	}
	return b.nameIn(o.Op.Extensions, "x-go-name", o.Pointer, usual)
}

// nameIn returns the name that an extension sets, or usual if the element does not have the extension. A name that is not an
// exported Go name is an error.
func (b *builder) nameIn(words map[string]any, extension, pointer, usual string) (string, error) {
	value := words[extension]
	if value == nil {
		return usual, nil
	}
	name, ok := value.(string)
	if !ok || !token.IsIdentifier(name) || !token.IsExported(name) {
		return "", b.doc.At(pointer+"/"+extension, "%s: want a Go name that begins with a capital, got %q", extension, fmt.Sprint(value))
	}
	return name, nil
}
