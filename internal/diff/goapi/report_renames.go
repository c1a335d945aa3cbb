package goapi

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// action is an action for the end of the overlay.
func (l location) action(update, why string) string {
	return fmt.Sprintf("- {target: %q, description: %q, update: {%s}}", l.target, why, update)
}

// keep is the advice to let the overlay keep an old name.
func keep(action string) string { return "to keep the old name, add to the overlay: " + action }

const noAction = "the overlay cannot keep the old name"

func (d *differ) reportRenamedMethod(name, other string) {
	subject := "API." + name
	c := d.report(change.Breaking, "method-renamed", subject, "%s is called API.%s%s", subject, other, d.withRenamed(name))
	if old := d.was.operations[name]; old != nil {
		c.Advice = keep(d.is.places["API."+other].action("operationId: "+old.ID, "Keeps the name of the method API."+name+"."))
	} else {
		c.Advice = "the name of the iterator follows that of its method"
	}
}

// withRenamed names the types that are renamed with a method.
func (d *differ) withRenamed(method string) string {
	if d.was.operations[method] == nil {
		return ""
	}
	var texts []string
	for _, name := range sorted(d.was.named) {
		if d.names[name] != "" && strings.HasPrefix(name, method) {
			texts = append(texts, name+" "+d.names[name])
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return ", and with it " + enumerate(texts)
}

// goesWith reports whether a type is called after a renamed method.
func (d *differ) goesWith(name string) bool {
	for old := range d.was.operations {
		if d.names["API."+old] != "" && strings.HasPrefix(name, old) {
			return true
		}
	}
	return false
}

func (d *differ) reportRenamedType(name, other string) {
	d.explain(name)
	for constant, old := range d.was.constants[name] {
		current, ok := d.is.pkg.Scope().Lookup(d.renamed(constant)).(*types.Const)
		d.seen[constant] = ok && d.names[constant] != "" && old.Val().ExactString() == current.Val().ExactString()
	}
	if d.goesWith(name) {
		return
	}
	c := d.report(change.Breaking, "type-renamed", name, "type %s is called %s, and has the same fields and values%s", name,
		other, d.was.usedBy(name))
	c.Advice = noAction
	// Oapi-codegen gives enumerations no other name.
	if place, known := d.is.places[other]; known && place.schema != nil && fieldsOf(d.is.named[other]) != nil {
		c.Advice = keep(place.action("x-go-type-name: "+name, "Keeps the name of the type "+name+"."))
	}
}

func (d *differ) reportRenamedField(typeName, name, other string) {
	c := d.report(change.Breaking, "field-renamed", typeName+"."+name,
		"type %s: field %s is gone; %s, of the same type, is new%s", typeName, name, other, d.was.usedBy(typeName))
	c.Advice = "if it is the same value: " + noAction
	if place, known := d.is.places[d.renamed(typeName)+"."+other]; known {
		c.Advice = "if it is the same value: " + keep(
			place.action("x-go-name: "+name, "Keeps the name of the field "+typeName+"."+name+"."))
	}
}

func (d *differ) reportRenamedConstant(old, current *types.Const) {
	text := "constant %s is called %s%s"
	if old.Val().ExactString() != current.Val().ExactString() {
		text = "constant %s is gone; %s is the only one that is new%s"
	}
	c := d.report(change.Breaking, "constant-renamed", old.Name(), text, old.Name(), current.Name(), d.was.usedBy(typeOf(old)))
	c.Advice = d.keepConstants(typeOf(current))
	if place, known := d.is.places[current.Name()]; known { // the URL of a server
		c.Advice = keep(place.action("x-go-name: "+strings.TrimSuffix(old.Name(), "URL"), "Keeps the name of the constant "+old.Name()+"."))
	}
}

// keepConstants is the advice for all renamed constants of a type, whose schema lists their names.
func (d *differ) keepConstants(typeName string) string {
	names, ok := d.listOfNames(typeName)
	if !ok {
		return noAction
	}
	// What an action adds to a list stands behind what is there.
	if _, listed := d.is.places[typeName].schema.Extensions["x-enum-varnames"]; listed {
		return d.orderOfNames(typeName)
	}
	return keep(d.is.places[typeName].action("x-enum-varnames: "+names, "Keeps the names of the constants of "+typeName+"."))
}

// orderOfNames is the advice for the constants of a type that have exchanged their values, as they do when the names are
// listed in the overlay, and the values have come into another order; "" if the type's names cannot be listed.
func (d *differ) orderOfNames(typeName string) string {
	names, ok := d.listOfNames(typeName)
	if !ok {
		return ""
	}
	return "list the names in the order of the values: x-enum-varnames: " + names
}

// listOfNames lists the old names of the constants of a type in the order of its values, without what all of them begin
// with; new ones where there are no old ones.
func (d *differ) listOfNames(typeName string) (list string, ok bool) {
	place, known := d.is.places[typeName]
	if !known || place.schema == nil {
		return "", false
	}
	current := d.is.constants[typeName]
	names := map[string]string{}
	for _, constants := range []map[string]*types.Const{current, d.was.constants[typeName]} {
		for name, c := range constants {
			names[c.Val().ExactString()] = name
		}
	}
	for old, name := range d.names {
		if c := current[name]; c != nil {
			names[c.Val().ExactString()] = old
		}
	}
	var short []string
	for _, value := range place.enum() {
		name, ok := strings.CutPrefix(names[value], typeName)
		if !ok {
			return "", false
		}
		short = append(short, name)
	}
	return "[" + strings.Join(short, ", ") + "]", true
}

func (d *differ) reportRenamedOption(name, other string) {
	c := d.report(change.Breaking, "option-renamed", name, "%s is called %s", name, other)
	c.Advice = noAction
	schemes := d.is.schemes(other)
	if components := d.is.doc.T.Components; len(schemes) == 1 && components.SecuritySchemes[schemes[0]] != nil {
		place := location{target: "$"}.step("components", "securitySchemes", schemes[0])
		c.Advice = keep(place.action("x-go-name: "+strings.TrimPrefix(name, "With"), "Keeps the name of the option "+name+"."))
	}
}
