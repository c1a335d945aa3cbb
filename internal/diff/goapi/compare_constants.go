package goapi

import (
	"go/constant"
	"go/types"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// compareConstants compares constants: the values of enumerations, and the servers.
func (d *differ) compareConstants() {
	came := map[string]bool{}
	for _, name := range d.was.pkg.Scope().Names() {
		old, ok := d.was.pkg.Scope().Lookup(name).(*types.Const)
		if !ok || !old.Exported() {
			continue
		}
		other := d.renamed(name)
		came[other] = true
		current, ok := d.is.pkg.Scope().Lookup(other).(*types.Const)
		switch {
		case d.seen[name]:
		case !ok:
			d.report(change.Breaking, "constant-removed", name, "constant %s removed (it was %s)%s", name, old.Val(),
				d.was.usedBy(typeOf(old)))
		case other != name:
			d.reportRenamedConstant(old, current)
		default:
			d.compareConstant(old, current)
		}
	}
	for _, name := range d.is.pkg.Scope().Names() {
		if c, ok := d.is.pkg.Scope().Lookup(name).(*types.Const); ok && c.Exported() && !came[name] {
			d.report(change.Compatible, "constant-added", name, "constant %s is new (%s)", name, c.Val())
		}
	}
}

func typeOf(c *types.Const) string {
	if named, ok := c.Type().(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

func (d *differ) compareConstant(old, current *types.Const) {
	if before, after := d.was.spell(old.Type(), d.names), d.is.spell(current.Type(), nil); before != after {
		d.report(change.Breaking, "constant-type-changed", old.Name(), "constant %s: its type was %s, is %s", old.Name(), before,
			after)
	}
	if old.Val().ExactString() == current.Val().ExactString() {
		d.seen[old.Name()] = true
		return
	}
	severity, what := change.Risky, "the code compiles, and sends and expects another value"
	if strings.HasSuffix(old.Name(), "URL") && typeOf(old) == "" {
		what = "clients made for it go to another server"
		url := func(c *types.Const) string { return strings.TrimSuffix(constant.StringVal(c.Val()), "/") }
		if url(old) == url(current) {
			severity, what = change.Compatible, "clients made for it go to the same server"
		}
	}
	// Where the value has become another one, the constant follows it. Where it is still there, the constant has left it.
	if heir := d.heir(old); heir != "" {
		c := d.report(change.Breaking, "constant-exchanged", old.Name(), "constant %s was %s, which is %s now, and is %s: %s",
			old.Name(), old.Val(), heir, current.Val(), what)
		c.Advice = d.orderOfNames(typeOf(current))
		return
	}
	d.report(severity, "constant-value-changed", old.Name(), "constant %s was %s, is %s: %s", old.Name(), old.Val(),
		current.Val(), what)
}

// heir is the other constant of the new package that has the value of an old one; "" if there is none.
func (d *differ) heir(old *types.Const) string {
	heir := ""
	for name, c := range d.is.constants[d.renamed(typeOf(old))] {
		if name != old.Name() && c.Val().ExactString() == old.Val().ExactString() && (heir == "" || name < heir) {
			heir = name
		}
	}
	return heir
}
