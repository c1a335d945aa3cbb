package plan

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// options turns the document's security schemes into options. Header schemes with the same x-go-name share an option.
func (b *builder) options() error {
	c := b.doc.T.Components
	if c == nil {
		return nil
	}
	byName := map[string]*Option{}
	for _, name := range sorted(c.SecuritySchemes) {
		scheme := c.SecuritySchemes[name].Value
		at := spec.Pointer("components", "securitySchemes", name)
		kind, wire := schemeKind(scheme)
		if kind == "" && b.config.Foreign {
			b.note(at, "the security scheme %s is left to the caller's http.Client: %s %s", name, scheme.Type, scheme.Scheme)
			continue
		}
		if kind == "" {
			return b.doc.At(at, "want a security scheme of type apiKey, oauth2, openIdConnect, or http with bearer or basic, got %s %s", scheme.Type, scheme.Scheme)
		}
		word, err := b.nameIn(scheme.Extensions, "x-go-name", at, goName(name))
		if err != nil {
			return err
		}
		option := &Option{Origin: b.origin(at), Name: "With" + word, Kind: kind, Schemes: []string{name}, Wire: []string{wire}}
		var x *tokenExchange
		if err := b.schemeWord(option, scheme, "x-token-exchange", &x, "bearer", "a bearer scheme"); err != nil {
			return err
		}
		b.logins[option] = x
		if kind == "cookie" {
			b.plan.CookieScheme = name
		}
		other := byName[option.Name]
		switch {
		case other == nil:
			byName[option.Name] = option
		case other.Kind == "header" && kind == "header" && (scheme.Extensions["x-go-name"] != nil || !b.config.Foreign):
			other.Schemes, other.Wire = append(other.Schemes, name), append(other.Wire, wire)
			continue
		case !b.config.Foreign:
			return b.doc.At(at, "the security schemes %s and %s cannot share the option %s: only schemes of type apiKey in a header can", other.Schemes[0], name, option.Name)
		}
		if err := b.addOption(option); err != nil {
			return err
		}
	}
	for _, option := range b.plan.Options {
		option.Args = optionArgs(option)
		option.Comment = []string{optionComment(option, c.SecuritySchemes[option.Schemes[0]].Value.Description)}
	}
	return nil
}

// security returns the alternative sets of schemes that authenticate an operation. In a foreign document, sets with a scheme that has
// no option are left out.
func (b *builder) security(op *openapi3.Operation) [][]string {
	all := spec.Security(b.doc.T, op)
	if !b.config.Foreign {
		return all
	}
	return slices.DeleteFunc(all, func(set []string) bool {
		return slices.ContainsFunc(set, func(name string) bool {
			return !slices.ContainsFunc(b.plan.Options, func(o *Option) bool { return slices.Contains(o.Schemes, name) })
		})
	})
}

func (b *builder) addOption(option *Option) error {
	b.plan.Options = append(b.plan.Options, option)
	if option.Kind == "cookie" {
		return nil // a cookie comes from a login, not from an option
	}
	var err error
	option.Name, err = b.give(b.names, "the option for "+option.Schemes[0], option.Origin, option.Name)
	return err
}

func optionComment(option *Option, description string) string {
	schemes := "the security scheme "
	if len(option.Schemes) > 1 {
		schemes = "the security schemes "
	}
	text := option.Name + " authenticates calls with " + schemes + strings.Join(option.Schemes, " and ") + "."
	if description = strings.TrimSpace(description); description != "" {
		text += " " + description
	}
	return text
}

// optionArgs returns the names of an option's parameters.
func optionArgs(option *Option) []string {
	switch {
	case option.Kind == "basic":
		return []string{"user", "password"}
	case option.Kind == "bearer":
		return []string{"token"}
	case len(option.Schemes) == 1:
		return []string{"key"}
	}
	var args []string
	for _, name := range option.Schemes {
		args = append(args, argName(name))
	}
	return args
}

func schemeKind(s *openapi3.SecurityScheme) (kind, wire string) {
	switch {
	case s.Type == "http" && strings.EqualFold(s.Scheme, "bearer"):
		return "bearer", "Authorization"
	case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"):
		return "basic", "Authorization"
	case s.Type == "oauth2", s.Type == "openIdConnect":
		// The caller gets the token, for example with golang.org/x/oauth2.
		return "bearer", "Authorization"
	case s.Type == "apiKey":
		return s.In, s.Name
	}
	return "", ""
}

// credentialOption adds the option for a body field that is a credential (x-credential), unless it exists already.
func (b *builder) credentialOption(field string, at Origin) error {
	if slices.ContainsFunc(b.plan.Options, func(o *Option) bool { return o.Kind == "field" && o.Schemes[0] == field }) {
		return nil
	}
	option := &Option{
		Origin: at, Name: "With" + goName(field), Kind: "field", Schemes: []string{field}, Wire: []string{field}, Args: []string{"key"},
	}
	option.Comment = []string{optionComment(option, "")}
	return b.addOption(option)
}
