package goapi

import (
	"go/types"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// signature is a method of the client, taken apart.
type signature struct {
	params *types.Named // of the query and header parameters; nil if there are none
	body   types.Type   // nil if there is none
	result types.Type   // nil if there is none
	// arguments are those of the method, the context and the options aside.
	arguments []*types.Var
}

// signatureOf takes a generated method apart; the templates of clientgen give the names.
func signatureOf(method *types.Func) signature {
	var s signature
	sig := method.Signature()
	for v := range sig.Params().Variables() {
		switch v.Name() {
		case "ctx", "opts":
			continue
		case "params":
			s.params, _ = types.Unalias(v.Type().(*types.Pointer).Elem()).(*types.Named)
		case "body":
			s.body = v.Type()
		}
		s.arguments = append(s.arguments, v)
	}
	if results := sig.Results(); results.Len() == 2 || results.Len() == 1 && !isError(results.At(0).Type()) {
		s.result = results.At(0).Type()
	}
	return s
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// compareMethods compares the methods of the client.
func (d *differ) compareMethods() {
	olds, news := d.was.methods(), d.is.methods()
	came := map[string]bool{}
	for _, name := range sorted(olds) {
		subject := "API." + name
		other := strings.TrimPrefix(d.renamed(subject), "API.")
		came[other] = true
		switch {
		case news[other] == nil:
			d.report(change.Breaking, "method-removed", subject, "%s is gone%s", subject, d.with(name))
			continue
		case other != name:
			d.reportRenamedMethod(name, other)
		}
		d.compareSignatures(subject, olds[name], news[other])
	}
	for _, name := range sorted(news) {
		if !came[name] {
			d.report(change.Compatible, "method-added", "API."+name, "API.%s is new", name)
		}
	}
}

// with names the types that go with a method, because nothing else uses them.
func (d *differ) with(method string) string {
	var gone []string
	for _, name := range sorted(d.was.named) {
		users := d.was.users[name]
		if d.is.pkg.Scope().Lookup(name) == nil && len(users) == 1 && users[0] == method && d.names[name] == "" {
			gone = append(gone, name)
			d.explain(name)
		}
	}
	if len(gone) == 0 {
		return ""
	}
	return ", and with it " + enumerate(gone)
}

// explain notes that nothing more needs to be said of a type and what belongs to it.
func (d *differ) explain(typeName string) {
	d.seen[typeName] = true
	for name := range d.was.constants[typeName] {
		d.seen[name] = true
	}
	if old, ok := d.was.named[typeName]; ok {
		for method := range old.Methods() {
			d.seen[typeName+"."+method.Name()] = true
		}
	}
}

func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// compareSignatures compares what a method takes and returns.
func (d *differ) compareSignatures(subject string, old, current *types.Func) {
	was, is := signatureOf(old), signatureOf(current)
	oldNames, newNames := d.argumentNames(subject, was, is)
	d.compareArguments(subject, was, is, oldNames, newNames)
	before, after := "", ""
	if was.result != nil {
		before = d.was.spell(was.result, d.names)
	}
	if is.result != nil {
		after = d.is.spell(is.result, nil)
	}
	switch {
	case before == after:
	case before == "":
		d.report(change.Breaking, "method-result-added", subject, "%s: it returned nothing but an error, and returns a %s too",
			subject, after)
	case after == "":
		d.report(change.Breaking, "method-result-removed", subject, "%s: it returned a %s, and returns nothing but an error",
			subject, d.was.spell(was.result, nil))
	default:
		d.report(change.Breaking, "method-result-changed", subject, "%s: the result was %s, is %s", subject,
			d.was.spell(was.result, nil), after)
	}
	if d.was.spell(old.Type(), d.names) == d.is.spell(current.Type(), nil) {
		d.seen[subject] = true // the same but for a type's new name
	}
}

// argumentNames returns the names of the arguments. Those in the path are the same if their place in the path is.
func (d *differ) argumentNames(subject string, was, is signature) (olds, news []string) {
	for _, v := range was.arguments {
		olds = append(olds, v.Name())
	}
	for _, v := range is.arguments {
		news = append(news, v.Name())
	}
	if inOrder := slices.Sorted(slices.Values(olds)); !slices.Equal(olds, news) &&
		slices.Equal(inOrder, slices.Sorted(slices.Values(news))) {
		d.report(change.Breaking, "method-arguments-swapped", subject,
			"%s: the arguments were %s, are %s: code that still compiles mixes them up", subject, enumerate(olds), enumerate(news))
		return olds, news
	}
	for i := range min(len(olds), len(news)) {
		if olds[i] == news[i] || isOther(olds[i]) || isOther(news[i]) || slices.Contains(news, olds[i]) ||
			slices.Contains(olds, news[i]) {
			continue
		}
		d.report(change.Compatible, "method-argument-renamed", subject, "%s: the argument %s is called %s", subject, olds[i],
			news[i])
		news[i] = olds[i]
	}
	return olds, news
}

// isOther reports whether an argument does not go into the path.
func isOther(name string) bool { return name == "params" || name == "body" }

func (d *differ) compareArguments(subject string, was, is signature, olds, news []string) {
	for i, v := range was.arguments {
		at := slices.Index(news, olds[i])
		before := d.was.spell(v.Type(), d.names)
		if at < 0 {
			d.report(change.Breaking, "method-argument-removed", subject, "%s: the argument %s %s is gone", subject, olds[i], before)
			continue
		}
		if after := d.is.spell(is.arguments[at].Type(), nil); before != after {
			d.report(change.Breaking, "method-argument-changed", subject, "%s: the argument %s was %s, is %s", subject, olds[i],
				d.was.spell(v.Type(), nil), after)
		}
	}
	for i, v := range is.arguments {
		if slices.Contains(olds, news[i]) {
			continue
		}
		c := d.report(change.Breaking, "method-argument-added", subject, "%s: there is a new argument %s %s", subject, news[i],
			d.is.spell(v.Type(), nil))
		if _, optional := v.Type().(*types.Pointer); optional {
			c.Advice = "pass nil if nothing in it is required"
		}
	}
}
