package goapi

import (
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// option is a function of the package that gives the client a credential: that of a security scheme, where to get it, or its login.
type option struct {
	*plan.Option
	name   string
	args   []string
	login  *plan.Login // nil if it is another
	source string      // where the client gets the credential; "" if it is given
}

func optionsOf(p *plan.Package) (all []option) {
	for _, o := range p.Options {
		if o.Kind == "cookie" {
			continue // it is not a function
		}
		all = append(all, option{Option: o, name: o.Name, args: o.Args})
		if o.Source != "" {
			all = append(all, option{Option: o, name: o.Source, args: []string{"source"}, source: "from its source"})
		}
		if o.ClientCredentials != "" {
			args, source := []string{"id", "secret", "scopes"}, "from "+o.TokenURL
			all = append(all, option{Option: o, name: o.ClientCredentials, args: args, source: source})
		}
		if o.Login == nil {
			continue
		}
		args := namesOf(o.Login.Args, func(a plan.LoginArg) string { return a.Name })
		all = append(all, option{Option: o, name: o.Login.Option, login: o.Login, args: args})
	}
	return all
}

// carrier is how an option sends its credential.
func (o option) carrier() string {
	if o.login != nil {
		return loginText(o.login)
	}
	names := enumerate(o.Wire)
	switch o.Kind {
	case "bearer":
		if o.source != "" {
			return o.source + " as a bearer token"
		}
		return "as a bearer token"
	case "basic":
		return "as user and password of basic authentication"
	case "header":
		return "in the header " + names
	case "field":
		return "in the field " + names + " of the body"
	}
	return "in the " + o.Kind + " parameter " + names
}

// loginText is how a login gets a token.
func loginText(l *plan.Login) string {
	var fields []string
	for _, a := range l.Args {
		fields = append(fields, a.Field.Wire)
	}
	part := func(name string, f *plan.Field) string {
		if f == nil {
			return ""
		}
		return ", " + name + " in " + f.Wire
	}
	call := func(c plan.LoginCall) string {
		return c.Operation.Method + " " + c.Operation.Path + part("the token", c.Token) + part("its type", c.Type) + part("its life", c.Expires) +
			part("its renewal", c.Refresh)
	}
	text := "with " + enumerate(fields) + " to " + call(l.Call)
	if l.Refresh != nil {
		text += "; renewed with " + l.Refresh.Field.Wire + " to " + call(l.Refresh.LoginCall)
	}
	return text
}

// compareOptions compares the options that take credentials.
func (d *differ) compareOptions() {
	came := map[string]bool{}
	for _, name := range sorted(d.was.options) {
		old := d.was.options[name]
		current, there := d.is.options[d.renamed(name)]
		e := element{subject: name, old: &old.Origin}
		came[current.name] = there
		if !there {
			d.breaks("option-removed", e, "%s, which gives the client a credential, is gone", name)
			continue
		}
		e.new = &current.Origin
		if current.name != name {
			c := d.breaks("option-renamed", e, "%s is now called %s", name, current.name)
			c.Advice = d.keepOption(old, current)
			d.known[current.name] = true
		}
		d.compareOption(e, old, current)
	}
	for _, name := range sorted(d.is.options) {
		if !came[name] {
			o := d.is.options[name]
			d.report(change.Compatible, "option-added", element{subject: name, new: &o.Origin}, "%s, which gives the client a credential, is new", name)
		}
	}
}

func (d *differ) compareOption(e element, old, current option) {
	takes := func(o option) string { return "(" + strings.Join(o.args, ", ") + ")" }
	switch {
	case len(old.args) != len(current.args):
		d.breaks("option-changed", e, "%s now takes %s instead of %s", e.subject, takes(current), takes(old))
	case !slices.Equal(old.args, current.args) && slices.Equal(slices.Sorted(slices.Values(old.args)), slices.Sorted(slices.Values(current.args))):
		d.report(change.Breaking, "option-arguments-swapped", e, "%s now takes %s instead of %s: code that still compiles mixes them up", e.subject,
			takes(current), takes(old))
	}
	if before, after := old.carrier(), current.carrier(); before != after && (old.Kind != "header" || !strings.EqualFold(before, after)) {
		d.report(change.Risky, "credential-moved", e, "%s now sends the credential %s instead of %s", e.subject, after, before)
	}
}
