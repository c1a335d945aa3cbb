package goapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareServices compares the services, which are fields of the client.
func (d *differ) compareServices() {
	for _, s := range d.was.plan.Services {
		at := &s.Operations[0].Origin
		subject := "Client." + s.Name
		switch heir := d.services[s]; {
		case heir != nil:
			c := d.breaks("service-renamed", element{subject: subject, old: at, new: &heir.Operations[0].Origin},
				"%s is now Client.%s, and its type %s is %s", subject, heir.Name, s.Type, heir.Type)
			c.Advice = d.keepService(s, heir)
			d.explain(s.Type)
			d.known["Client."+heir.Name], d.known[heir.Type] = true, true
		case d.is.service(s.Name) == nil:
			d.breaks("service-removed", element{subject: subject, old: at}, "%s is gone: no operation is left in it", subject)
			d.explain(s.Type)
		}
	}
	for _, s := range d.is.plan.Services {
		subject := "Client." + s.Name
		if d.was.service(s.Name) == nil && !d.known[subject] {
			d.report(change.Compatible, "service-added", element{subject: subject, new: &s.Operations[0].Origin}, "%s is new", subject)
			d.known[s.Type] = true
		}
	}
}

// compareMethods compares what methods are called, take and return.
func (d *differ) compareMethods() {
	for _, op := range d.gone {
		d.explainMethod(op)
		with := withThem(d.explainTypes(op))
		e := element{subject: subjectOf(op), old: &op.Origin, op: op}
		d.breaks("method-removed", e, "%s is gone%s", e.subject, with)
	}
	for _, op := range d.came {
		d.explainNew(op)
		e := element{subject: subjectOf(op), new: &op.Origin, op: op}
		d.report(change.Compatible, "method-added", e, "%s is new", e.subject)
	}
	for _, pair := range d.pairs {
		d.compareNames(pair)
		d.compareArguments(pair)
		d.compareResults(pair)
		d.comparePagers(pair)
	}
}

// explainMethod notes that a change tells of a method and of what is named after it.
func (d *differ) explainMethod(op *plan.Operation) {
	d.explain(subjectOf(op), op.Const)
	if op.Pager != nil {
		d.explain(op.Service.Type + "." + op.Pager.Name)
	}
}

// explainNew notes that a change tells of a new method and of what is named after it.
func (d *differ) explainNew(op *plan.Operation) {
	d.changed[op] = true
	d.known[subjectOf(op)], d.known[op.Const] = true, true
	if op.Pager != nil {
		d.known[op.Service.Type+"."+op.Pager.Name] = true
	}
}

func (d *differ) compareNames(pair operationPair) {
	old, current, e := pair.old, pair.new, pair.method()
	if old.ID != current.ID || old.Const != current.Const {
		d.explain(old.Const)
		d.known[current.Const] = true
	}
	if old.ID != current.ID && old.Const == current.Const {
		d.report(change.Compatible, "operation-id-changed", e, "%s: errors and logs now call it %s instead of %s", e.subject, current.ID, old.ID)
	}
	if subjectOf(old) == subjectOf(current) {
		return
	}
	d.explainMethod(old)
	d.known[subjectOf(current)] = true
	if d.services[old.Service] == current.Service && old.Name == current.Name {
		return // it goes with its service
	}
	var c *change.Change
	if old.Service.Type != current.Service.Type && d.services[old.Service] == nil {
		c = d.breaks("method-moved", e, "%s has moved to %s%s", e.subject, subjectOf(current), d.withRenamed(pair))
	} else {
		c = d.breaks("method-renamed", e, "%s is now called %s%s", e.subject, current.Name, d.withRenamed(pair))
	}
	c.Advice = d.keepMethod(pair)
}

// withRenamed names the types and the iterator that are renamed with a method.
func (d *differ) withRenamed(pair operationPair) prose {
	var texts []string
	if old, current := pair.old.Pager, pair.new.Pager; old != nil && current != nil && old.Name != current.Name {
		texts = append(texts, old.Name+" "+current.Name)
	}
	for _, name := range d.named(pair) {
		texts = append(texts, name+" "+d.names[name])
	}
	return withThem(texts)
}

// named are the old names of types that are called after the operation of a pair, and renamed with it.
func (d *differ) named(pair operationPair) (names []string) {
	if pair.old.ID == pair.new.ID {
		return nil
	}
	words := strings.ToLower(pair.old.ID)
	for _, name := range d.renamedTypes() {
		if strings.HasPrefix(strings.ToLower(name), words) && strings.HasPrefix(d.was.types[name].Pointer, pair.old.Pointer) {
			names = append(names, name)
		}
	}
	return names
}

// renamedTypes are the old names of the types that have another one.
func (d *differ) renamedTypes() (names []string) {
	for _, name := range sorted(d.names) {
		if d.was.types[name] != nil {
			names = append(names, name)
		}
	}
	return names
}

func (d *differ) compareArguments(pair operationPair) {
	e := pair.method()
	before, after := d.was.arguments(pair.old, d.names), d.is.arguments(pair.new, nil)
	shown := d.was.arguments(pair.old, nil)
	if slices.Equal(before, after) {
		if !slices.Equal(shown, after) {
			d.explain(e.subject) // only a type has another name
		}
		return
	}
	called := func(a argument) string { return a.name }
	olds, news := namesOf(before, called), namesOf(after, called)
	if !slices.Equal(olds, news) && sameNames(before, after, called) {
		d.breaks("method-arguments-swapped", e, "%s now takes %s instead of %s: code that still compiles mixes them up",
			e.subject, enumerate(news), enumerate(olds))
		return
	}
	for i := range min(len(before), len(after)) {
		if olds[i] != news[i] && before[i].inPath() && after[i].inPath() && !slices.Contains(news, olds[i]) && !slices.Contains(olds, news[i]) {
			d.report(change.Compatible, "method-argument-renamed", e, "%s: the argument %s is now called %s", e.subject, olds[i], news[i])
			news[i] = olds[i]
		}
	}
	for i, a := range before {
		switch at := slices.Index(news, olds[i]); {
		case at < 0:
			d.breaks("method-argument-removed", e, "%s no longer takes the argument %s %s", e.subject, a.name, shown[i].goType)
		case a.goType != after[at].goType:
			d.breaks("method-argument-changed", e, "%s now takes the argument %s as %s instead of %s", e.subject, a.name,
				after[at].goType, shown[i].goType)
		}
	}
	for i, a := range after {
		if !slices.Contains(olds, news[i]) {
			c := d.breaks("method-argument-added", e, "%s now takes an argument %s %s", e.subject, a.name, a.goType)
			if strings.HasPrefix(a.goType, "*") {
				c.Advice = "pass nil if nothing in it is required"
			}
		}
	}
}

func (d *differ) compareResults(pair operationPair) {
	e := pair.method()
	before, after, shown := d.was.resultOf(pair.old, d.names), d.is.resultOf(pair.new, nil), d.was.resultOf(pair.old, nil)
	switch {
	case before != after:
		d.breaks("method-result-changed", e, "%s now returns %s instead of %s", e.subject, after, shown)
	case shown != after:
		d.explain(e.subject)
	}
}

func (d *differ) comparePagers(pair operationPair) {
	old, current, e := pair.old.Pager, pair.new.Pager, pair.method()
	if old == nil && current == nil {
		return
	}
	if old == nil {
		e.subject = pair.new.Service.Type + "." + current.Name
		d.report(change.Compatible, "iterator-added", e, "%s is new", e.subject)
		return
	}
	e.subject = pair.old.Service.Type + "." + old.Name
	if current == nil {
		c := d.breaks("iterator-removed", e, "%s is gone", e.subject)
		c.Advice = "if the list still comes in pages, say so in the overlay (x-pagination)"
		return
	}
	if other := pair.new.Service.Type + "." + current.Name; other != e.subject {
		d.explain(e.subject) // it goes with its method
		d.known[other] = true
	}
	item, shown := d.is.spell(current.Item, nil), d.was.spell(old.Item, nil)
	switch {
	case d.was.spell(old.Item, d.names) != item:
		d.breaks("iterator-changed", e, "%s now returns iter.Seq2[%s, error] instead of iter.Seq2[%s, error]", e.subject, item, shown)
	case shown != item || !slices.Equal(d.was.arguments(pair.old, nil), d.is.arguments(pair.new, nil)):
		d.explain(e.subject) // it takes what its method takes
	}
	before, after := paging(old), paging(current)
	for _, part := range sorted(after) {
		if before[part] != after[part] {
			d.report(change.Risky, "pagination-changed", e, "%s now finds %s in %s instead of %s", e.subject, part, after[part], before[part])
		}
	}
}

// paging is where an iterator finds what it needs, in the words of the document.
func paging(p *plan.Pager) map[string]string {
	path := func(fields []*plan.Field) string {
		return cmp.Or(strings.Join(namesOf(fields, func(f *plan.Field) string { return f.Wire }), "."), "nothing")
	}
	parts := map[string]string{"the items": "the response", "the next page": cmp.Or(p.Header, path(p.Next)), "the number of the last page": path(p.Last)}
	if p.Items != nil {
		parts["the items"] = p.Items.Wire
	}
	switch {
	case p.Link:
		parts["its place"] = "the header Link"
	case p.Cursor != nil:
		parts["its place"] = place(p.Cursor)
	case p.Offset:
		parts["its place"] = place(p.Page) + ", in items"
	default:
		parts["its place"] = fmt.Sprintf("%s, from %d on", place(p.Page), p.First)
	}
	return parts
}

func place(p *plan.Position) string {
	if p.InBody {
		return "the property " + p.Field.Wire + " of the body"
	}
	return "the parameter " + p.Field.Wire
}
