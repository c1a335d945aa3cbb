package goapi

import (
	"go/types"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// compareFunctions compares the functions that are no methods: New and the options that take credentials.
func (d *differ) compareFunctions() {
	came := map[string]bool{}
	scope := d.was.pkg.Scope()
	for _, name := range scope.Names() {
		old, ok := scope.Lookup(name).(*types.Func)
		if !ok || !old.Exported() {
			continue
		}
		other := d.renamed(name)
		came[other] = true
		current, ok := d.is.pkg.Scope().Lookup(other).(*types.Func)
		if !ok {
			d.report(change.Breaking, "option-removed", name, "%s, which gives the client a credential, is gone", name)
			continue
		}
		if other != name {
			d.reportRenamedOption(name, other)
		}
		if before, after := d.was.spell(old.Type(), d.names), d.is.spell(current.Type(), nil); before != after {
			d.report(change.Breaking, "option-changed", name, "%s was %s, is %s", name, before, after)
		}
		before, after := d.was.carriers(name), d.is.carriers(other)
		if sameHeaders(before) != sameHeaders(after) {
			d.report(change.Risky, "credential-moved", name, "%s sent the credential by %s, sends it by %s", name, before, after)
		}
	}
	for _, name := range d.is.pkg.Scope().Names() {
		if f, ok := d.is.pkg.Scope().Lookup(name).(*types.Func); ok && f.Exported() && !came[name] {
			d.report(change.Compatible, "option-added", name, "%s, which gives the client a credential, is new", name)
		}
	}
}
