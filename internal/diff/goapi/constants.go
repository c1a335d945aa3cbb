package goapi

import (
	"strconv"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareValues compares the constants of an enumeration.
func (d *differ) compareValues(old, current *plan.Type) {
	came := map[string]bool{}
	element := func(name string, there, here bool) element {
		e := d.typed(old.Name, "", nil, nil)
		e.subject, e.op = name, d.was.onlyUser(old.Name)
		if there {
			e.old = &old.Origin
		}
		if here {
			e.new = &current.Origin
		}
		return e
	}
	for _, v := range old.Values {
		other := d.renamed(v.Const)
		w, there := d.is.values[other]
		came[other] = there
		switch {
		case !there || w.of != current:
			d.breaks("constant-removed", element(v.Const, true, false), "constant %s is gone (it was %s)%s", v.Const, literal(old, v.Text), d.was.usedBy(old.Name))
		case other != v.Const:
			d.known[other] = true
			if old.Name != current.Name && v.Text == w.Text {
				continue // it goes with its type
			}
			text := "constant %s is now called %s%s"
			if v.Text != w.Text {
				text = "constant %s is gone; %s is the only one that is new%s"
			}
			c := d.breaks("constant-renamed", element(v.Const, true, true), text, v.Const, other, d.was.usedBy(old.Name))
			c.Advice = d.keepConstants(old, current)
		case v.Text != w.Text:
			d.compareValue(element(v.Const, true, true), old, current, v, w.Value)
		}
	}
	for _, v := range current.Values {
		if !came[v.Const] {
			d.report(change.Compatible, "constant-added", element(v.Const, false, true), "constant %s is new (%s)", v.Const, literal(current, v.Text))
		}
	}
}

// compareValue compares a constant that has another value. Where the old value has become another constant, the constant has
// left it.
func (d *differ) compareValue(e element, old, current *plan.Type, v, w plan.Value) {
	const means = "the code compiles, and sends and expects another value"
	d.explain(v.Const)
	for _, heir := range current.Values {
		if heir.Text == v.Text {
			c := d.report(change.Breaking, "constant-exchanged", e, "constant %s is now %s instead of %s, which is now %s: %s", v.Const,
				literal(current, w.Text), literal(old, v.Text), heir.Const, means)
			c.Advice = d.orderOfNames(old, current)
			return
		}
	}
	d.report(change.Risky, "constant-value-changed", e, "constant %s is now %s instead of %s: %s", v.Const, literal(current, w.Text), literal(old, v.Text), means)
}

// literal writes a value of an enumeration as Go does.
func literal(t *plan.Type, text string) string {
	if t.GoType == "string" {
		return strconv.Quote(text)
	}
	return text
}

func trimmed(url string) string { return strings.TrimSuffix(url, "/") }
