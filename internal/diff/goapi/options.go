package goapi

import (
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// option is a function of the package that gives the client a credential, a source of credentials, or the fields of a login.
type option struct {
	*plan.Option
	name   string
	args   []string
	login  *plan.Login // nil if it is not a login
	source string      // where the client gets the credential, or "" if the caller passes it
}

func optionsOf(p *plan.Package) (all []option) {
	for _, o := range p.Options {
		if o.Kind == "cookie" {
			continue // no function passes a cookie to the client
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

// carrier describes how an option's credential is sent.
func carrier(e *element) string {
	o := e.option
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

// loginText describes how a login gets a token.
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
		return c.Operation.Method + " " + c.Operation.Path + part("the token", c.Token) + part("its type", c.Type) + part("its lifetime", c.Expires) +
			part("the refresh token", c.Refresh)
	}
	text := "with " + enumerate(fields) + " to " + call(l.Call)
	if l.Refresh != nil {
		text += "; renewed with " + l.Refresh.Field.Wire + " to " + call(l.Refresh.LoginCall)
	}
	return text
}

// compareTakes compares the arguments of an option.
func (d *differ) compareTakes(p *pair) {
	olds, news := p.old.option.args, p.new.option.args
	takes := func(args []string) string { return "(" + strings.Join(args, ", ") + ")" }
	same := func(arg string) string { return arg }
	switch {
	case len(olds) != len(news):
		d.report(breaks, "option-changed", p.topic, "%s now takes %s instead of %s", takes(news), takes(olds))
	case !slices.Equal(olds, news) && sameNames(olds, news, same):
		d.report(breaking, "option-arguments-swapped", p.topic, "%s now takes %s instead of %s: code that still compiles passes them in the wrong order",
			takes(news), takes(olds))
	}
}
