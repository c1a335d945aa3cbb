package goapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

const noAction = "the overlay cannot keep the old name"

// keep returns advice on how to keep an old name: an action to append to the overlay.
func keep(pointer, update, name string) string {
	return fmt.Sprintf("to keep the old name, add to the overlay: - {target: %q, description: %q, update: {%s}}", spec.Target(pointer), "Keeps the name "+name+".", update)
}

func (d *differ) keepMethod(p *pair) string {
	old, current := p.old.op, p.new.op
	var words []string
	if old.ID != current.ID {
		words = append(words, "operationId: "+old.ID)
	}
	if old.Service.Name != current.Service.Name {
		words = append(words, "x-go-service: "+old.Service.Name)
	}
	// An explicit name wins over the default, which comes from the operation ID and the service.
	if old.Name != current.Name {
		words = append(words, "x-go-name: "+old.Name)
	}
	return keep(current.Pointer, strings.Join(words, ", "), subjectOf(old))
}

// keepService advises how to keep a service's name. The name comes from a tag if the document lists the tag.
func (d *differ) keepService(p *pair) string {
	old, current := p.old.service, p.new.service
	byOperation := "to keep the old name, set x-go-service: " + old.Name + " on every operation in the overlay"
	tags := map[string]bool{}
	for _, op := range current.Operations {
		if len(op.Tags) == 0 {
			return byOperation
		}
		tags[op.Tags[0]] = true
	}
	for i, tag := range d.is.doc.T.Tags {
		if tags[tag.Name] && len(tags) == 1 {
			return keep(fmt.Sprintf("/tags/%d", i), "x-go-service: "+old.Name, "Client."+old.Name)
		}
	}
	return byOperation
}

// keepType advises how to keep a type's name. Parameter types are named after their operation.
func (d *differ) keepType(p *pair) string {
	if slices.ContainsFunc(d.is.plan.Operations, func(op *plan.Operation) bool { return op.Params == p.new.typ }) {
		return noAction
	}
	return keep(p.new.typ.Pointer, "x-go-type-name: "+p.subject, p.subject)
}

func (d *differ) keepField(p *pair) string {
	return "if the two fields hold the same value: " + keep(p.new.field.Pointer, "x-go-name: "+p.old.field.Name, p.subject)
}

func (d *differ) keepServer(p *pair) string {
	return keep(p.new.server.Pointer, "x-go-name: "+strings.TrimSuffix(p.subject, "URL"), p.subject)
}

func (d *differ) keepOption(p *pair) string {
	old, current := p.old.option, p.new.option
	if old.login != nil || current.login != nil || old.source+current.source != "" || len(current.Schemes) != 1 || current.Kind == "field" {
		return noAction
	}
	return keep(current.Pointer, "x-go-name: "+strings.TrimPrefix(old.name, "With"), old.name)
}

// keepConstants returns the same advice for all renamed constants of an enum, because the schema lists all names together.
func (d *differ) keepConstants(p *pair) string {
	old, current := p.old.typ, p.new.typ
	names, ok := d.listOfNames(old, current)
	switch {
	case !ok:
		return noAction
	case d.listsNames(current):
		// An action would append to the existing list, not replace it.
		return d.orderOfNames(old, current)
	}
	return keep(current.Pointer, "x-enum-varnames: "+names, old.Name)
}

// listsNames reports whether the document, or the overlay, names the constants of an enum.
func (d *differ) listsNames(t *plan.Type) bool {
	at, here := d.is.doc.Place(t.Pointer + "/x-enum-varnames")
	above, there := d.is.doc.Place(t.Pointer)
	return at != above || here != there
}

// orderOfNames returns the advice for a type whose constants have swapped their values. That happens if x-enum-varnames lists the
// names and the values are reordered. It returns "" if the names cannot be listed.
func (d *differ) orderOfNames(old, current *plan.Type) string {
	names, ok := d.listOfNames(old, current)
	if !ok {
		return ""
	}
	return "list the names in the order of the values: x-enum-varnames: " + names
}

// listOfNames lists the names of a type's constants in the order of its values, without the type's name as a prefix. It prefers the old
// name of a constant. ok is false if an old name does not begin with the type's name.
func (d *differ) listOfNames(old, current *plan.Type) (list string, ok bool) {
	names := map[string]string{}
	for _, v := range current.Values {
		names[v.Text] = strings.TrimPrefix(v.Const, current.Name)
	}
	for _, v := range old.Values {
		text := v.Text
		for _, heir := range current.Values {
			if heir.Const == d.names[v.Const] {
				text = heir.Text
			}
		}
		if short, found := strings.CutPrefix(v.Const, old.Name); found {
			names[text] = short
		} else {
			return "", false
		}
	}
	var short []string
	for _, v := range current.Values {
		short = append(short, names[v.Text])
	}
	return "[" + strings.Join(short, ", ") + "]", true
}
